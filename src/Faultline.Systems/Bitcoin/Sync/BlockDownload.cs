using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Messages;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>Fetches the blocks of the best headers, from several peers at once.</summary>
/// <remarks>
/// Bounds: <see cref="SyncSettings.MostInFlight"/> blocks of a peer, none further than <see cref="SyncSettings.Window"/> ahead of the
/// chain.
/// A block is asked of one peer at a time, and of another when it does not come.
/// </remarks>
internal sealed class BlockDownload(BlockTree tree, Func<HeaderEntry> tip, Connections connections, SyncSettings settings)
{
    private readonly Dictionary<HeaderEntry, (NodeId From, long At)> _inFlight = [];
    private TimeSpan _stallTimeout = settings.StallTimeout;

    /// <summary>How many blocks are under way.</summary>
    public int InFlight => _inFlight.Count;

    /// <summary>Whether a block is under way.</summary>
    public bool IsInFlight(HeaderEntry entry) => _inFlight.ContainsKey(entry);

    /// <summary>Asks every peer for what it has and the node needs.</summary>
    public void Fetch(NodeContext context)
    {
        if (tree.BestHeader.ChainWork <= tip().ChainWork) return;
        foreach (var peer in connections.Open) Fetch(context, peer);
    }

    /// <summary>Asks a peer for what it has and the node needs.</summary>
    public void Fetch(NodeContext context, Peer peer)
    {
        var chain = peer.Chain;
        if (!peer.RelaysBlocks || chain.InFlight.Count >= SyncSettings.MostInFlight || chain.Best is not { } best) return;
        var end = tip();
        if (best.ChainWork <= end.ChainWork || best.ChainWork < tree.Parameters.LeastChainWork || tree.Is(best, BlockStatus.AnyFailure))
            return;

        // One new block comes in compact form: nearly all of it is in the pool already.
        var wanted = Missing(context, peer, end, best);
        if (wanted.Count == 0) return;
        var isCompact = wanted.Count == 1 && wanted[0].Parent == end && chain.InFlight.Count == 0;
        foreach (var entry in wanted) Add(context, peer, entry);
        context.Send(peer.Id, new GetData([], [.. wanted.Select(static entry => entry.Hash)], isCompact));
    }

    /// <summary>Asks a peer for a whole block, whatever else is under way.</summary>
    public void FetchWhole(NodeContext context, Peer peer, HeaderEntry entry)
    {
        Remove(entry);
        Add(context, peer, entry);
        context.Send(peer.Id, new GetData([], [entry.Hash]));
    }

    /// <summary>Notes that a block comes from a peer unasked, in parts.</summary>
    public void Add(NodeContext context, Peer peer, HeaderEntry entry)
    {
        if (!_inFlight.TryAdd(entry, (peer.Id, context.Clock.GetTimestamp()))) return;
        peer.Chain.InFlight.Add(entry);
    }

    /// <summary>A block has come, or is not wanted any more.</summary>
    public void Remove(HeaderEntry entry)
    {
        if (!_inFlight.Remove(entry, out var request) || connections.Find(request.From) is not { } peer) return;
        peer.Chain.InFlight.Remove(entry);
        peer.Chain.StallingSince = 0;
        if (peer.Chain.Partial?.Entry == entry) peer.Chain.Partial = null;
    }

    /// <summary>A block has come in time.</summary>
    public void OnDelivered(Peer peer, HeaderEntry entry)
    {
        peer.Chain.Timeouts = 0;
        Remove(entry);
        var shorter = _stallTimeout.Ticks * 85 / 100;
        _stallTimeout = new TimeSpan(Math.Max(settings.StallTimeout.Ticks, shorter));
    }

    /// <summary>A peer does not have what it was asked for.</summary>
    public void OnNotFound(Peer peer, Hash256[] names)
    {
        foreach (var name in names)
        {
            if (tree.Find(name) is not { } entry || !_inFlight.TryGetValue(entry, out var request) || request.From != peer.Id) continue;
            Remove(entry);
            if (peer.Chain.Best is { } best && entry.IsAncestorOf(best)) peer.Chain.Best = entry.Parent;
        }
    }

    /// <summary>A connection has ended: others are asked for what it owed.</summary>
    public void OnClosed(NodeContext context, Peer peer)
    {
        foreach (var entry in peer.Chain.InFlight) _inFlight.Remove(entry);
        peer.Chain.InFlight.Clear();
        Fetch(context);
    }

    /// <summary>Asks others for what did not come, and leaves those that do not deliver.</summary>
    public void Maintain(NodeContext context)
    {
        if (_inFlight.Count == 0) return;
        var now = context.Clock.GetTimestamp();
        foreach (var peer in connections.Open.ToArray())
        {
            var chain = peer.Chain;
            if (chain.StallingSince > 0 && now - chain.StallingSince >= _stallTimeout.Ticks)
            {
                _stallTimeout = new TimeSpan(Math.Min(settings.LongestStall.Ticks, 2 * _stallTimeout.Ticks));
                connections.Close(context, peer, DisconnectReason.Stalling);
            }
            else if (chain.InFlight.Count > 0 && IsLate(chain.InFlight[0], now))
            {
                foreach (var entry in chain.InFlight.ToArray())
                    if (IsLate(entry, now))
                        Remove(entry);
                if (++chain.Timeouts >= SyncSettings.MostTimeouts) connections.Close(context, peer, DisconnectReason.Stalling);
            }
        }

        Fetch(context);
    }

    private bool IsLate(HeaderEntry entry, long now) => now - _inFlight[entry].At >= settings.BlockTimeout.Ticks;

    /// <summary>
    /// The blocks between both chains' last common one and the peer's best that nobody has been asked for, the oldest first.
    /// </summary>
    private List<HeaderEntry> Missing(NodeContext context, Peer peer, HeaderEntry end, HeaderEntry best)
    {
        var wanted = new List<HeaderEntry>();
        var common = end.Fork(best);
        var limit = common.Height + SyncSettings.Window;
        var last = best.Ancestor(Math.Min(best.Height, limit));
        var path = new HeaderEntry[last.Height - common.Height];
        for (var (at, i) = (last, path.Length - 1); i >= 0; i--, at = at.Parent!) path[i] = at;
        NodeId waitsFor = default;
        foreach (var entry in path)
        {
            if (tree.Is(entry, BlockStatus.AnyFailure)) return [];
            if (tree.Is(entry, BlockStatus.HasData)) continue;
            if (_inFlight.TryGetValue(entry, out var request))
            {
                if (waitsFor.IsNone) waitsFor = request.From;
                continue;
            }

            wanted.Add(entry);
            if (wanted.Count + peer.Chain.InFlight.Count >= SyncSettings.MostInFlight) return wanted;
        }

        // Everything in the window is under way, and there is more behind it: whoever owes the first block holds up all others.
        if (wanted.Count == 0 && best.Height > limit && !waitsFor.IsNone && waitsFor != peer.Id && connections.Find(waitsFor) is { } staller
            && staller.Chain.StallingSince == 0)
            staller.Chain.StallingSince = context.Clock.GetTimestamp();
        return wanted;
    }
}
