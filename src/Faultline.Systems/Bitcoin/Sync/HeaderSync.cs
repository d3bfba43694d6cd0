using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>Headers come first: they show where the most work is before a single block is fetched.</summary>
/// <param name="tree">What the node knows of blocks.</param>
/// <param name="tip">The last block that is connected.</param>
/// <param name="settings">How patient it is.</param>
internal sealed class HeaderSync(BlockTree tree, Func<HeaderEntry> tip, SyncSettings settings)
{
    /// <summary>How many headers there were that had too little work to be kept.</summary>
    public long LowWorkHeaders { get; private set; }

    /// <summary>Whom all headers are asked of as long as the node is far behind: one is enough.</summary>
    private NodeId _syncPeer;

    private bool _hasBeenNear;

    /// <summary>
    /// Whether the node's best header is so old that it must be catching up. Once it has caught up it never is again (as in Bitcoin Core):
    /// what time blocks state is up to those who mine them.
    /// </summary>
    public bool IsFarBehind(NodeContext context)
    {
        _hasBeenNear |= Now(context) - tree.BestHeader.Header.Time <= settings.CatchingUpAfter.TotalSeconds;
        return !_hasBeenNear;
    }

    /// <summary>A connection stands: the node asks what is behind its own chain.</summary>
    public void OnOpened(NodeContext context, Peer peer)
    {
        if (!peer.RelaysBlocks) return;
        if (IsFarBehind(context) && !_syncPeer.IsNone && _syncPeer != peer.Id) return;
        if (IsFarBehind(context)) _syncPeer = peer.Id;
        Ask(context, peer);
    }

    public void OnClosed(Peer peer)
    {
        if (_syncPeer == peer.Id) _syncPeer = default;
    }

    /// <summary>Asks a peer for what it has behind the node's best header.</summary>
    public void Ask(NodeContext context, Peer peer) => Ask(context, peer, tree.BestHeader.Parent ?? tree.BestHeader);

    /// <summary>A peer asks for headers.</summary>
    public void OnGetHeaders(NodeContext context, Peer peer, GetHeaders message)
    {
        // A chain that is not worth following is told to nobody, and neither is one that has just begun.
        var end = tip();
        var fork = Locator.FindFork(tree, end, message.Locator.Length > Locator.MostHashes
            ? message.Locator[..Locator.MostHashes] : message.Locator);
        var entries = end.ChainWork < tree.Parameters.LeastChainWork ? [] : Locator.Following(end, fork, message.Stop);
        peer.Chain.Told = entries.Count > 0 ? entries[^1] : end;
        context.Send(peer.Id, new Messages.Headers(HeaderBytes.Write(entries)));
    }

    /// <summary>Headers have come.</summary>
    /// <returns>What is wrong with them, where it says something about who sent them; else null.</returns>
    public Rejection? OnHeaders(NodeContext context, Peer peer, BlockHeader[] headers)
    {
        peer.Chain.AskedForHeadersAt = 0;
        if (headers.Length == 0)
        {
            peer.Chain.Presync = null;
            return null;
        }

        // Mostly it is the newest block alone, and another has told of it already.
        if (headers.Length == 1 && tree.Find(headers[0].Hash()) is { } known && !tree.Is(known, BlockStatus.AnyFailure))
        {
            Note(peer, known);
            return null;
        }

        var previous = headers[0].Previous;
        foreach (var header in headers)
        {
            if (header.Previous != previous) return HeaderRules.NotContinuous;
            previous = header.Hash();
            if (HeaderRules.CheckWork(header, previous, tree.Parameters) is { } noWork) return noWork;
        }

        var isFull = headers.Length == Locator.MostHeaders;
        if (peer.Chain.Presync is { } presync && headers[0].Previous == presync.Last) return GoOn(context, peer, presync, headers, isFull);
        if (tree.Find(headers[0].Previous) is not { } parent) return OnUnconnected(context, peer, headers);
        peer.Chain.Unconnected = 0;
        if (IsTooLittle(parent, headers)) return OnLowWork(context, peer, parent, headers, isFull);
        return Keep(context, peer, headers, isFull);
    }

    /// <summary>Takes in one header, such as that of a compact block.</summary>
    /// <returns>Why not, or null.</returns>
    public Rejection? Take(NodeContext context, Peer peer, in BlockHeader header, out HeaderEntry? entry)
    {
        entry = tree.Find(header.Hash());
        if (entry is null && tree.Find(header.Previous) is { } parent && IsTooLittle(parent, [header]))
        {
            LowWorkHeaders++;
            return HeaderRules.CheckWork(header, header.Hash(), tree.Parameters) ?? HeaderRules.TooLittleWork;
        }

        var rejection = tree.Add(header, Now(context), out entry);
        if (rejection is null) peer.Chain.Has(entry!);
        return rejection;
    }

    /// <summary>Asks another where one does not answer.</summary>
    public void Maintain(NodeContext context, Connections connections)
    {
        var now = context.Clock.GetTimestamp();
        foreach (var peer in connections.Open.ToArray())
        {
            if (peer.Chain.AskedForHeadersAt == 0 || now - peer.Chain.AskedForHeadersAt < settings.HeadersTimeout.Ticks) continue;
            peer.Chain.AskedForHeadersAt = 0;
            peer.Chain.Presync = null;
            if (_syncPeer == peer.Id) _syncPeer = default;
        }

        if (!IsFarBehind(context)) AskTheOthers(context, connections);
        if (!_syncPeer.IsNone || !IsFarBehind(context)) return;
        Peer[] able = [.. connections.Open.Where(static peer => peer.RelaysBlocks)];
        if (able.Length == 0) return;
        Peer[] outbound = [.. able.Where(static peer => !peer.IsInbound)];
        var chosen = context.Random.Pick(outbound.Length > 0 ? outbound : able);
        _syncPeer = chosen.Id;
        Ask(context, chosen);
    }

    /// <summary>Once one has told where the chain ends, all others are asked whether they have it too, or a better one.</summary>
    public void AskTheOthers(NodeContext context, Connections connections)
    {
        foreach (var peer in connections.Open)
            if (peer.RelaysBlocks && !peer.Chain.WasAsked)
                Ask(context, peer);
    }

    private Rejection? Keep(NodeContext context, Peer peer, ReadOnlySpan<BlockHeader> headers, bool isFull)
    {
        HeaderEntry? last = null;
        foreach (var header in headers)
        {
            var rejection = tree.Add(header, Now(context), out var entry);
            if (rejection is null)
            {
                last = entry;
                continue;
            }

            // Too early is nobody's fault: it is asked for again, later.
            if (last is not null) peer.Chain.Has(last);
            return rejection.Kind == RejectionKind.TooEarly ? null : rejection;
        }

        Note(peer, last!);
        if (isFull) Ask(context, peer, last!);
        return null;
    }

    private static void Note(Peer peer, HeaderEntry last)
    {
        peer.Chain.Unconnected = 0;
        peer.Chain.Has(last);
        if (last.Hash == peer.Chain.Unknown) peer.Chain.Unknown = Hash256.Zero;
    }

    private bool IsTooLittle(HeaderEntry parent, ReadOnlySpan<BlockHeader> headers)
    {
        var work = parent.ChainWork;
        foreach (var header in headers) work += Target.Work(header.Bits);
        return work < tree.LeastWorthwhileWork && tree.Find(headers[^1].Hash()) is null;
    }

    private Rejection? OnLowWork(NodeContext context, Peer peer, HeaderEntry parent, BlockHeader[] headers, bool isFull)
    {
        LowWorkHeaders += headers.Length;
        if (!isFull) return null;
        var presync = new HeaderPresync(tree.Parameters, parent, tree.LeastWorthwhileWork, context.Random.NextUInt64());
        peer.Chain.Presync = presync;
        return GoOn(context, peer, presync, headers, isFull);
    }

    private Rejection? GoOn(NodeContext context, Peer peer, HeaderPresync presync, BlockHeader[] headers, bool isFull)
    {
        var kept = new List<BlockHeader>();
        var goesOn = presync.Take(headers, isFull, kept);
        if (!goesOn) peer.Chain.Presync = null;
        if (kept.Count > 0)
        {
            if (Keep(context, peer, kept.ToArray(), isFull: false) is { } rejection) return rejection;
            if (!goesOn && isFull) Ask(context, peer, tree.BestHeader);
        }

        if (goesOn) Request(context, peer, [presync.Last, .. Locator.Of(tree.BestHeader)]);
        return null;
    }

    private Rejection? OnUnconnected(NodeContext context, Peer peer, BlockHeader[] headers)
    {
        peer.Chain.Unknown = headers[^1].Hash();
        Ask(context, peer, tree.BestHeader);
        if (++peer.Chain.Unconnected < SyncSettings.MostUnconnected) return null;
        peer.Chain.Unconnected = 0;
        return HeaderRules.UnknownParent;
    }

    private static void Ask(NodeContext context, Peer peer, HeaderEntry from) => Request(context, peer, Locator.Of(from));

    private static void Request(NodeContext context, Peer peer, Hash256[] locator)
    {
        peer.Chain.WasAsked = true;
        peer.Chain.AskedForHeadersAt = context.Clock.GetTimestamp();
        context.Send(peer.Id, new GetHeaders(locator, Hash256.Zero));
    }

    private static long Now(NodeContext context) => context.Clock.GetUtcNow().ToUnixTimeSeconds();
}
