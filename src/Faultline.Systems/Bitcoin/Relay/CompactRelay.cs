using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>New blocks at the end of the chain travel as their header and short names of their transactions (BIP 152).</summary>
/// <remarks>
/// Up to <see cref="MostHighBandwidth"/> peers, those that were first with a block lately, send them at once and unasked; of others the
/// node
/// asks for them when it has seen the header. One block of each peer is being put together at a time.
/// </remarks>
/// <param name="chain">The node's chain.</param>
/// <param name="tip">
/// The end of the best chain that others can know: a block that is better than that is news, even where a secret branch is better still.
/// </param>
/// <param name="download">What is under way.</param>
/// <param name="pool">The transactions that need no sending.</param>
/// <param name="filler">How many bytes each block has beside what it holds.</param>
internal sealed class CompactRelay(
    ChainState chain, Func<HeaderEntry> tip, BlockDownload download, IEnumerable<Transaction> pool, int filler)
{
    /// <summary>How many peers send compact blocks unasked.</summary>
    public const int MostHighBandwidth = 3;

    /// <summary>How deep a block may be to be sent in parts.</summary>
    public const int MostDepth = 10;

    /// <summary>The least bytes of a transaction: so many fit into a block.</summary>
    private const int LeastTransactionBytes = 60;

    private readonly List<NodeId> _highBandwidth = [];
    private (Hash256 Hash, CompactBlock Message)? _newest;

    /// <summary>How many compact blocks were put together without asking for anything, after asking, and not at all.</summary>
    public (long AtOnce, long AfterAsking, long Whole) Outcomes { get; private set; }

    /// <summary>The compact form of a block: one object for all who get it.</summary>
    public CompactBlock CompactOf(NodeContext context, Block block)
    {
        if (_newest is not { } newest || newest.Hash != block.Hash)
            _newest = newest = (block.Hash, PartialBlock.Compact(block, context.Random.NextUInt64(), filler));
        return newest.Message;
    }

    /// <summary>A compact block has come whose header is known.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="message">The message.</param>
    /// <param name="entry">The block's header.</param>
    /// <param name="block">The block, where it is complete.</param>
    /// <returns>What is wrong with the message, or null.</returns>
    public Rejection? OnCompactBlock(NodeContext context, Peer peer, CompactBlock message, HeaderEntry entry, out Block? block)
    {
        block = null;
        if (chain.Tree.Is(entry, BlockStatus.HasData)) return null;
        if (entry.ChainWork <= tip().ChainWork) return null;
        if (entry.Parent is not { } parent || !chain.Tree.Is(parent, BlockStatus.IsComplete))
        {
            // Blocks before it are missing: all of them are fetched in their turn.
            return null;
        }

        var most = chain.Rules.MostBlockBytes / LeastTransactionBytes;
        if (PartialBlock.TryBegin(message, entry, most, pool, out var hasCollision) is not { } partial) return PartialBlock.Malformed;
        if (hasCollision)
        {
            FetchWhole(context, peer, entry);
            return null;
        }

        var missing = partial.Missing;
        if (missing.Length == 0)
        {
            Finish(context, peer, partial, wasAsked: false, out block);
            return null;
        }

        if (peer.Chain.Partial is not null && peer.Chain.Partial.Entry != entry) return null;
        peer.Chain.Partial = partial;
        download.Add(context, peer, entry);
        context.Send(peer.Id, new GetBlockTransactions(entry.Hash, missing));
        return null;
    }

    /// <summary>Transactions have come that were missing from a compact block.</summary>
    /// <returns>What is wrong with the message, or null.</returns>
    public Rejection? OnBlockTransactions(NodeContext context, Peer peer, BlockTransactions message, out Block? block)
    {
        block = null;
        if (peer.Chain.Partial is not { } partial || partial.Entry.Hash != message.Block) return null;
        peer.Chain.Partial = null;
        if (!partial.TryFill(partial.Missing, message.Transactions))
        {
            download.Remove(partial.Entry);
            return PartialBlock.Malformed;
        }

        if (!chain.Tree.Is(partial.Entry, BlockStatus.HasData)) Finish(context, peer, partial, wasAsked: true, out block);
        return null;
    }

    /// <summary>A peer needs transactions of a block.</summary>
    public void OnGetBlockTransactions(NodeContext context, Peer peer, GetBlockTransactions message)
    {
        if (chain.Tree.Find(message.Block) is not { } entry || chain.Find(entry) is not { } block) return;
        if (chain.Tip.Height - entry.Height > MostDepth)
        {
            context.Send(peer.Id, new BlockMessage(block, filler));
            return;
        }

        var transactions = new List<Transaction>();
        foreach (var place in message.Places.Take(block.Transactions.Length))
        {
            if (place < 0 || place >= block.Transactions.Length) return;
            transactions.Add(block.Transactions[place]);
        }

        context.Send(peer.Id, new BlockTransactions(message.Block, [.. transactions]));
    }

    /// <summary>A peer was first with a new block: it shall send the next ones at once.</summary>
    public void Prefer(NodeContext context, Peer peer, Connections connections)
    {
        if (!peer.RelaysBlocks) return;
        if (_highBandwidth.Remove(peer.Id))
        {
            _highBandwidth.Add(peer.Id);
            if (peer.Chain.SendsCompact) return;
        }
        else
        {
            _highBandwidth.Add(peer.Id);
        }

        peer.Chain.SendsCompact = true;
        context.Send(peer.Id, new SendCompact(HighBandwidth: true));
        _highBandwidth.RemoveAll(id => connections.Find(id) is null);
        if (_highBandwidth.Count <= MostHighBandwidth) return;
        var oldest = connections.Find(_highBandwidth[0])!;
        _highBandwidth.RemoveAt(0);
        oldest.Chain.SendsCompact = false;
        context.Send(oldest.Id, new SendCompact(HighBandwidth: false));
    }

    private void Finish(NodeContext context, Peer peer, PartialBlock partial, bool wasAsked, out Block? block)
    {
        block = partial.TryFinish();
        var (atOnce, afterAsking, whole) = Outcomes;
        if (block is null) FetchWhole(context, peer, partial.Entry);
        else Outcomes = wasAsked ? (atOnce, afterAsking + 1, whole) : (atOnce + 1, afterAsking, whole);
    }

    private void FetchWhole(NodeContext context, Peer peer, HeaderEntry entry)
    {
        var (atOnce, afterAsking, whole) = Outcomes;
        Outcomes = (atOnce, afterAsking, whole + 1);
        peer.Chain.Partial = null;
        download.FetchWhole(context, peer, entry);
    }
}
