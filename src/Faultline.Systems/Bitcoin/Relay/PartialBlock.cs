using System.Runtime.CompilerServices;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>A block that is being put together from a compact block and the node's own pool (BIP 152).</summary>
internal sealed class PartialBlock
{
    /// <summary>The message cannot be a compact block of an honest node.</summary>
    public static readonly Rejection Malformed = new("bad-compact-block", RejectionKind.Malformed);

    private readonly BlockHeader _header;
    private readonly Transaction?[] _transactions;

    private PartialBlock(HeaderEntry entry, in BlockHeader header, int count, int filler)
    {
        (Entry, _header, Filler) = (entry, header, filler);
        _transactions = new Transaction?[count];
    }

    /// <summary>Which block it is.</summary>
    public HeaderEntry Entry { get; }

    /// <summary>How many bytes the block stands for beside those that it has.</summary>
    public int Filler { get; }

    /// <summary>The places of the transactions that are missing, rising.</summary>
    public int[] Missing => [.. Enumerable.Range(0, _transactions.Length).Where(place => _transactions[place] is null)];

    /// <summary>The compact form of a block: the coinbase whole, all others by their short names.</summary>
    public static CompactBlock Compact(Block block, ulong nonce, int filler)
    {
        var names = new ShortId(block.Header, nonce);
        var transactions = block.Transactions;
        var shortIds = new byte[ShortId.Size * (transactions.Length - 1)];
        for (var i = 1; i < transactions.Length; i++)
            ShortId.Write(names.Of(transactions[i].Id), shortIds.AsSpan(ShortId.Size * (i - 1)));
        var header = new byte[BlockHeader.Size];
        block.Header.Write(header);
        return new CompactBlock(header, nonce, shortIds, [transactions[0]], [0], filler);
    }

    /// <summary>Fills in what the node has.</summary>
    /// <param name="message">The compact block.</param>
    /// <param name="entry">Its header.</param>
    /// <param name="mostTransactions">More than this does not fit into a block.</param>
    /// <param name="pool">What the node has, in a set order.</param>
    /// <param name="hasCollision">Whether two of the block's own short names are equal: only the whole block helps then. Nobody is to
    /// blame.</param>
    /// <returns>The block as far as it is known; null where the message is malformed.</returns>
    public static PartialBlock? TryBegin(
        CompactBlock message, HeaderEntry entry, int mostTransactions, IEnumerable<Transaction> pool, out bool hasCollision)
    {
        hasCollision = false;
        if (message.ShortIds.Length % ShortId.Size != 0) return null;
        var named = message.ShortIds.Length / ShortId.Size;
        var count = named + message.Prefilled.Length;
        if (count == 0 || count > mostTransactions || message.Places.Length != message.Prefilled.Length) return null;
        var partial = new PartialBlock(entry, BlockHeader.From(message.Header), count, Math.Max(0, message.Filler));
        for (var i = 0; i < message.Places.Length; i++)
        {
            var place = message.Places[i];
            if (place < 0 || place >= count || (i > 0 && place <= message.Places[i - 1])) return null;
            partial._transactions[place] = message.Prefilled[i];
        }

        var places = new Dictionary<ulong, int>(named);
        var next = 0;
        for (var i = 0; i < named; i++)
        {
            while (partial._transactions[next] is not null) next++;
            if (!places.TryAdd(ShortId.Read(message.ShortIds.AsSpan(ShortId.Size * i)), next++)) hasCollision = true;
        }

        if (!hasCollision) partial.FillFrom(pool, places, new ShortId(partial._header, message.Nonce));
        return partial;
    }

    /// <summary>Fills in what was missing.</summary>
    /// <param name="places">What was asked for.</param>
    /// <param name="transactions">What has come, in the same order.</param>
    /// <returns>Whether it is as much as was asked for.</returns>
    public bool TryFill(int[] places, Transaction[] transactions)
    {
        if (places.Length != transactions.Length) return false;
        for (var i = 0; i < places.Length; i++) _transactions[places[i]] = transactions[i];
        return true;
    }

    /// <summary>
    /// The block, where it is the header's: where two transactions share a short name it may not be, and that is nobody's fault.
    /// </summary>
    public Block? TryFinish()
    {
        var ids = new Hash256[_transactions.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (_transactions[i] is not { } transaction) return null;
            ids[i] = transaction.Id;
        }

        return MerkleTree.Root(ids) == _header.MerkleRoot ? Shared(ids) : null;
    }

    /// <summary>The nodes of one process that put the same block together hold one object of it.</summary>
    private Block Shared(Hash256[] ids)
    {
        if (Known.TryGetValue(Entry, out var known) && SameAs(known, ids)) return known;
        var block = new Block(_header, _transactions!);
        Known.AddOrUpdate(Entry, block);
        return block;
    }

    private static readonly ConditionalWeakTable<HeaderEntry, Block> Known = [];

    private static bool SameAs(Block block, Hash256[] ids)
    {
        if (block.Transactions.Length != ids.Length) return false;
        for (var i = 0; i < ids.Length; i++)
            if (block.Transactions[i].Id != ids[i])
                return false;
        return true;
    }

    private void FillFrom(IEnumerable<Transaction> pool, Dictionary<ulong, int> places, ShortId names)
    {
        // Where two of the pool have the same short name, neither is sure.
        var ambiguous = new HashSet<int>();
        foreach (var transaction in pool)
        {
            if (!places.TryGetValue(names.Of(transaction.Id), out var place) || ambiguous.Contains(place)) continue;
            if (_transactions[place] is { } other && other.Id != transaction.Id)
            {
                _transactions[place] = null;
                ambiguous.Add(place);
            }
            else
            {
                _transactions[place] = transaction;
            }
        }
    }
}
