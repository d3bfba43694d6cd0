using System.Security.Cryptography;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining.Hashing;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Tests.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Mining.Hashing;

public sealed class NonceSearchTests
{
    public static TheoryData<int> Widths => [.. NonceSearch.Widths];

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_nonce_of_mainnets_first_block_is_found_when_the_search_begins_near_it(int width)
    {
        var genesis = NetworkParameters.Mainnet.Genesis;
        Assert.True(Target.TryOf(genesis.Bits, NetworkParameters.Mainnet.EasiestTarget, out var target));

        var search = NonceSearch.For(genesis with { Nonce = 0 }, target, width);

        Assert.Equal(width, search.Width);
        Assert.Equal(genesis.Nonce, search.Find(genesis.Nonce - 1_000, 2_000));
        Assert.Equal(genesis.Nonce, search.Find(genesis.Nonce, 1));
        Assert.Null(search.Find(genesis.Nonce - 1_000, 1_000));
        Assert.Null(search.Find(genesis.Nonce + 1, 1_000));
    }

    /// <summary>Every width finds what hashing one header after the other finds, for random headers, targets and beginnings.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void The_first_nonce_that_is_small_enough_is_found(int width)
    {
        var random = new Prng(5);
        for (var i = 0; i < 300; i++)
        {
            var header = Any(random);
            var target = UInt256.MaxValue >> (1 + random.Below(9));
            var first = (uint)(random.NextUInt64() >> 32);
            var count = Math.Min(random.Below(700), NonceSearch.Nonces - first);

            Assert.Equal(ByHand(header, target, first, count), NonceSearch.For(header, target, width).Find(first, count));
        }
    }

    /// <summary>The whole hash, not only the part that a search looks at: a target just at the hash is met and one below is not.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void A_target_is_met_to_its_last_bit(int width)
    {
        var random = new Prng(6);
        for (var i = 0; i < 100; i++)
        {
            var header = Any(random);
            var hash = UInt256.Of(header.Hash());

            Assert.Equal(header.Nonce, NonceSearch.For(header, hash, width).Find(header.Nonce, 1));
            Assert.Null(NonceSearch.For(header, hash - UInt256.One, width).Find(header.Nonce, 1));
        }
    }

    [Fact]
    public void The_last_nonce_is_tried_and_none_behind_it()
    {
        var header = Any(new Prng(7));

        Assert.Equal(uint.MaxValue, NonceSearch.For(header, UInt256.MaxValue).Find(uint.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonceSearch.For(header, UInt256.MaxValue).Find(uint.MaxValue, 2));
        Assert.Null(NonceSearch.For(header, UInt256.MaxValue).Find(0, 0));
    }

    [Fact]
    public void Compression_is_that_of_SHA256()
    {
        var random = new Prng(8);
        Span<byte> message = stackalloc byte[64];
        Span<Lanes1> state = stackalloc Lanes1[8];
        Span<Lanes1> words = stackalloc Lanes1[16];
        for (var i = 0; i < 1_000; i++)
        {
            // One block of message with its padding: up to 55 bytes, then 0x80, zeros and the length in bits.
            var length = random.Below(56);
            message.Clear();
            for (var j = 0; j < length; j++) message[j] = (byte)random.Below(256);
            var expected = SHA256.HashData(message[..length]);
            message[length] = 0x80;
            message[62] = (byte)(8 * length >> 8);
            message[63] = (byte)(8 * length & 255);

            Sha256Lanes<Lanes1>.Begin(state);
            for (var j = 0; j < 16; j++) words[j] = new Lanes1(Sha256Lanes<Lanes1>.WordAt(message, j));
            Sha256Lanes<Lanes1>.Compress(state, words);

            for (var j = 0; j < 8; j++) Assert.Equal(Sha256Lanes<Lanes1>.WordAt(expected, j), state[j].Word);
        }
    }

    [Fact]
    public void A_mined_block_is_taken_by_a_tree()
    {
        var tree = Mined.Tree();
        var header = new BlockHeader(4, tree.Genesis.Hash, Hash256.Zero, tree.Genesis.Header.Time + 600, tree.Genesis.Header.Bits, 0);
        Assert.True(Target.TryOf(header.Bits, tree.Parameters.EasiestTarget, out var target));

        var nonce = NonceSearch.For(header, target).Find(0, 1_000);

        Assert.Null(tree.Add(header with { Nonce = nonce!.Value }, uint.MaxValue, out _));
    }

    private static uint? ByHand(BlockHeader header, UInt256 target, uint first, long count)
    {
        for (var i = 0L; i < count; i++)
            if (UInt256.Of((header with { Nonce = (uint)(first + i) }).Hash()) <= target)
                return (uint)(first + i);
        return null;
    }

    private static BlockHeader Any(Prng random)
    {
        var bytes = new byte[BlockHeader.Size];
        foreach (ref var one in bytes.AsSpan()) one = (byte)random.Below(256);
        return BlockHeader.From(bytes);
    }
}
