using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.BlockChain;

public sealed class MerkleProofTests
{
    [Fact]
    public void Every_place_of_every_list_is_proved_and_nothing_else_is()
    {
        for (var length = 1; length <= 33; length++)
        {
            var leaves = MerkleTreeTests.Leaves(length);
            var root = MerkleTree.Root(leaves);
            for (var index = 0; index < length; index++)
            {
                var proof = MerkleProof.Of(leaves, index);

                Assert.Null(proof.Verify(root, leaves[index]));
                Assert.Same(MerkleProof.BadRoot, proof.Verify(Hash256.Zero, leaves[index]));
                if (length > 1) Assert.NotNull(proof.Verify(root, leaves[(index + 1) % length]));
            }
        }
    }

    [Fact]
    public void A_proof_survives_the_wire()
    {
        var leaves = MerkleTreeTests.Leaves(300);
        var output = new WireWriter();
        MerkleProof.Of(leaves, 299).Write(output);

        var why = MerkleProof.TryRead(output.Written, out var proof);

        Assert.Null(why);
        Assert.Null(proof!.Verify(MerkleTree.Root(leaves), leaves[299]));
        Assert.Equal((299, 300), (proof.Index, proof.Count));
    }

    [Fact]
    public void A_changed_sibling_leads_to_another_root()
    {
        var leaves = MerkleTreeTests.Leaves(21);
        var proof = MerkleProof.Of(leaves, 7);
        Hash256[] siblings = [.. proof.Siblings];
        siblings[2] = leaves[0];

        Assert.Same(MerkleProof.BadRoot, (proof with { Siblings = siblings }).Verify(MerkleTree.Root(leaves), leaves[7]));
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    [InlineData(0, int.MaxValue)]
    public void A_place_outside_the_list_is_rejected(int index, int count) =>
        Assert.Same(MerkleProof.BadPlace, new MerkleProof(index, count, []).Verify(Hash256.Zero, Hash256.Zero));

    [Fact]
    public void Too_few_and_too_many_siblings_are_rejected()
    {
        var leaves = MerkleTreeTests.Leaves(8);
        var proof = MerkleProof.Of(leaves, 3);
        var root = MerkleTree.Root(leaves);

        Assert.Same(MerkleProof.BadLength, (proof with { Siblings = [.. proof.Siblings.Skip(1)] }).Verify(root, leaves[3]));
        Assert.Same(MerkleProof.BadLength, (proof with { Siblings = [.. proof.Siblings, root] }).Verify(root, leaves[3]));
    }

    /// <summary>The root of three leaves is also that of the third repeated, where the third leaf would have a fourth place.</summary>
    [Fact]
    public void A_place_that_only_the_mutated_list_has_is_rejected()
    {
        var leaves = MerkleTreeTests.Leaves(3);
        Hash256[] mutated = [.. leaves, leaves[2]];

        var why = MerkleProof.Of(mutated, 3).Verify(MerkleTree.Root(leaves), leaves[2]);

        Assert.Same(MerkleProof.Repeated, why);
        Assert.False(why!.IsFinal);
    }

    /// <summary>An inner node is the hash of 64 bytes, so its 64 bytes pass for a transaction under hashes alone.</summary>
    [Fact]
    public void An_inner_node_shown_as_a_transaction_is_rejected_by_its_size()
    {
        var leaves = MerkleTreeTests.Leaves(4);
        var root = MerkleTree.Root(leaves);
        Hash256[] upper = [MerkleTree.Parent(leaves[0], leaves[1]), MerkleTree.Parent(leaves[2], leaves[3])];
        var fake = new byte[64];
        leaves[0].Write(fake);
        leaves[1].Write(fake.AsSpan(32));
        var proof = MerkleProof.Of(upper, 0);

        Assert.Null(proof.Verify(root, Hash256.DoubleSha256(fake)));
        Assert.Same(MerkleProof.AmbiguousSize, proof.VerifyTransaction(root, fake));
    }

    [Fact]
    public void A_transaction_of_another_size_is_proved_by_its_bytes()
    {
        byte[][] transactions = [[1], [2, 2], [3, 3, 3]];
        Hash256[] leaves = [.. transactions.Select(static bytes => Hash256.DoubleSha256(bytes))];

        Assert.Null(MerkleProof.Of(leaves, 2).VerifyTransaction(MerkleTree.Root(leaves), transactions[2]));
    }

    [Fact]
    public void Malformed_bytes_have_named_reasons()
    {
        Assert.Same(WireReader.Truncated, MerkleProof.TryRead([], out _));
        Assert.Same(WireReader.Truncated, MerkleProof.TryRead([0, 2, 1, 9, 9], out _));
        Assert.Same(WireReader.NonCanonicalSize, MerkleProof.TryRead([0xfd, 1, 0, 2, 1], out _));
        Assert.Same(WireReader.SizeTooLarge, MerkleProof.TryRead([0, 1, 18], out _));
        Assert.Same(WireReader.TrailingBytes, MerkleProof.TryRead([0, 1, 0, 0], out _));
        Assert.Same(MerkleProof.BadPlace, MerkleProof.TryRead([1, 1, 0], out _));
        Assert.Same(MerkleProof.BadLength, MerkleProof.TryRead([0, 2, 0], out _));
        Assert.Null(MerkleProof.TryRead([0, 1, 0], out _));
    }
}
