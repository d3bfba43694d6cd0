using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Relay;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Relay;

public sealed class CompactBlockTests
{
    private static readonly Transaction[] Three = [.. Enumerable.Range(1, 3).Select(Payment)];

    [Fact]
    public void SipHash_gives_the_published_values()
    {
        // Aumasson and Bernstein, appendix A: the key is 00 to 0f, the input 00 to 0e; and vectors.h of the reference code for shorter ones.
        var bytes = Enumerable.Range(0, 15).Select(static number => (byte)number).ToArray();

        Assert.Equal(0xa129ca6149be45e5, SipHash.Of(0x0706050403020100, 0x0f0e0d0c0b0a0908, bytes));
        Assert.Equal(0x726fdb47dd0e0e31UL, SipHash.Of(0x0706050403020100, 0x0f0e0d0c0b0a0908, []));
        Assert.Equal(0x74f839c593dc67fdUL, SipHash.Of(0x0706050403020100, 0x0f0e0d0c0b0a0908, bytes.AsSpan(0, 1)));
    }

    [Fact]
    public void Short_names_have_six_bytes()
    {
        var names = new ShortId(default, 7);
        var bytes = new byte[ShortId.Size];
        ShortId.Write(names.Of(Three[0].Id), bytes);

        Assert.Equal(names.Of(Three[0].Id), ShortId.Read(bytes));
        Assert.True(names.Of(Three[0].Id) < 1UL << 48);
        Assert.NotEqual(names.Of(Three[0].Id), new ShortId(default, 8).Of(Three[0].Id));
    }

    [Fact]
    public void A_block_whose_transactions_are_known_is_put_together_at_once()
    {
        var (block, entry) = BlockOf(Three);

        var partial = Begin(PartialBlock.Compact(block, 1, 0), entry, Three, out var hasCollision);

        Assert.False(hasCollision);
        Assert.Empty(partial!.Missing);
        Assert.Equal(block.Hash, partial.TryFinish()!.Hash);
    }

    [Fact]
    public void What_is_not_known_is_named_by_its_place()
    {
        var (block, entry) = BlockOf(Three);
        var partial = Begin(PartialBlock.Compact(block, 1, 0), entry, [Three[0]], out _);

        Assert.Equal([2, 3], partial!.Missing);
        Assert.Null(partial.TryFinish());
        Assert.False(partial.TryFill([2, 3], [Three[1]]));
        Assert.True(partial.TryFill([2, 3], [Three[1], Three[2]]));
        Assert.Equal(block.Hash, partial.TryFinish()!.Hash);
    }

    [Fact]
    public void Two_equal_short_names_are_a_collision_and_nobodys_fault()
    {
        var (block, entry) = BlockOf(Three);
        var honest = PartialBlock.Compact(block, 1, 0);
        byte[] twice = [.. honest.ShortIds.AsSpan(0, 6), .. honest.ShortIds.AsSpan(0, 6), .. honest.ShortIds.AsSpan(12)];

        Assert.NotNull(Begin(honest with { ShortIds = twice }, entry, Three, out var hasCollision));
        Assert.True(hasCollision);
    }

    [Fact]
    public void A_transaction_that_only_shares_a_short_name_does_not_make_a_block()
    {
        // The pool holds another transaction under the short name: what comes out is not the header's, and the whole block is fetched.
        var (block, entry) = BlockOf(Three);
        var honest = PartialBlock.Compact(block, 1, 0);
        var other = Payment(9);
        var forged = honest.ShortIds.ToArray();
        ShortId.Write(new ShortId(block.Header, 1).Of(other.Id), forged);

        var partial = Begin(honest with { ShortIds = forged }, entry, [other, .. Three], out _);

        Assert.Empty(partial!.Missing);
        Assert.Null(partial.TryFinish());
    }

    [Theory]
    [InlineData(5, 0, 1, 1)]
    [InlineData(6, 2, 1, 1)]
    [InlineData(6, -1, 1, 1)]
    [InlineData(6, 0, 2, 1)]
    [InlineData(0, 0, 0, 0)]
    public void A_message_whose_parts_do_not_fit_is_malformed(int bytes, int place, int places, int prefilled)
    {
        var (block, entry) = BlockOf(Three);
        var message = PartialBlock.Compact(block, 1, 0) with
        {
            ShortIds = new byte[bytes],
            Places = [.. Enumerable.Repeat(place, places)],
            Prefilled = [.. Enumerable.Repeat(block.Transactions[0], prefilled)],
        };

        Assert.Null(Begin(message, entry, Three, out _));
    }

    private static PartialBlock? Begin(CompactBlock message, HeaderEntry entry, Transaction[] pool, out bool hasCollision) =>
        PartialBlock.TryBegin(message, entry, 1_000, pool, out hasCollision);

    private static (Block Block, HeaderEntry Entry) BlockOf(Transaction[] transactions)
    {
        Transaction[] all = [Coinbase.Create(1, 50, default), .. transactions];
        var root = MerkleTree.Root([.. all.Select(static transaction => transaction.Id)]);
        var block = new Block(new BlockHeader(2, default, root, 1, 0x207fffff, 0), all);
        return (block, new HeaderEntry(block.Header));
    }

    private static Transaction Payment(int number) => new(
        2,
        [new TransactionInput(new OutPoint(new Hash256((ulong)number, 0, 0, 1), 0), new byte[33], new byte[64])],
        [TransactionOutput.To(number, default)]);
}
