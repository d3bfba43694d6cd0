using Faultline.Systems.BlockChain;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

public sealed class StateTreeTests
{
    private const int Chunk = 16;

    [Fact]
    public void Every_part_of_every_state_leads_to_its_digest_and_in_no_other_place()
    {
        for (var parts = 1; parts <= 17; parts++)
        {
            var image = Image((parts * Chunk) - 5);
            Assert.Equal(parts, image.Parts);
            for (var index = 0; index < parts; index++)
            {
                var part = Part(image, index);
                Assert.True(StateImage.IsPart(part, Chunk, image.Digest));
                for (var other = 0; other < parts; other++)
                    if (other != index)
                        Assert.False(StateImage.IsPart(part with { Index = other }, Chunk, image.Digest));
            }
        }
    }

    [Fact]
    public void A_part_with_a_wrong_bit_a_wrong_way_a_wrong_length_or_a_wrong_sequence_number_is_none()
    {
        var image = Image(100);
        var part = Part(image, 2);
        byte[] changed = [.. part.Bytes];
        changed[3] ^= 1;

        Assert.False(StateImage.IsPart(part with { Bytes = changed }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Bytes = part.Bytes[1..] }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Path = part.Path[1..] }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Path = [.. part.Path, default] }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Length = part.Length + 1 }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Sequence = part.Sequence + 1 }, Chunk, image.Digest));
        Assert.False(StateImage.IsPart(part with { Index = 1_000 }, Chunk, image.Digest));
    }

    /// <summary>A tree that doubled a last leaf without a sister would give two lists one root (CVE-2012-2459).</summary>
    [Fact]
    public void A_state_whose_last_part_comes_twice_has_another_root()
    {
        byte[] three = [.. Enumerable.Range(0, 3 * Chunk).Select(static i => (byte)(i / Chunk))];

        Assert.NotEqual(StateTree.Of(three, Chunk).Root, StateTree.Of([.. three, .. three[(2 * Chunk)..]], Chunk).Root);
    }

    [Fact]
    public void An_inner_node_is_no_leaf()
    {
        var left = StateTree.Of(new byte[Chunk], Chunk).Root;
        var bytes = new byte[2 * Hash256.Size];
        left.Write(bytes);
        left.Write(bytes.AsSpan(Hash256.Size));

        Assert.NotEqual(StateTree.Of(new byte[2 * Chunk], Chunk).Root, StateTree.Of(bytes, 2 * Hash256.Size).Root);
    }

    private static StateImage Image(int length) => new(64, [.. Enumerable.Range(0, length).Select(static i => (byte)(i % 251))], Chunk);

    private static StateChunk Part(StateImage image, int index)
    {
        var (bytes, path) = image.Part(index);
        return new StateChunk(N1, image.Sequence, index, image.Bytes.Length, bytes, path, []);
    }
}
