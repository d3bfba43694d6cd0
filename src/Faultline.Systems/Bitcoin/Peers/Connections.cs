using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Messages;

namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>A node's connections: it opens some, accepts others, and finds out whether they still stand.</summary>
/// <remarks>
/// The simulated network has no connections, so three messages stand for those of TCP and of the protocol's handshake: an opening, its
/// answer, and the acknowledgement; and <see cref="Disconnect"/> for a closed or refused connection. Bounds: the numbers of
/// <see cref="ConnectionSettings"/>, and <see cref="MostOpenings"/>.
/// </remarks>
internal sealed class Connections(ConnectionSettings settings, AddressBook book, BanList bans)
{
    /// <summary>How many openings are under way at once.</summary>
    public const int MostOpenings = 4;

    /// <summary>How many addresses are looked at for one opening.</summary>
    private const int MostPicks = 32;

    private readonly SortedList<NodeId, Peer> _peers = [];
    private readonly List<NodeId> _anchors = [];
    private long _fedAt = long.MinValue / 2;
    private long _feltAt;

    /// <summary>Everyone to whom a connection stands or is being opened, in the order of their names.</summary>
    public IList<Peer> All => _peers.Values;

    /// <summary>Those to whom a connection stands.</summary>
    public IEnumerable<Peer> Open => _peers.Values.Where(static peer => peer.IsOpen);

    /// <summary>How many connections there are, those that are being opened included.</summary>
    public int Count => _peers.Count;

    /// <summary>
    /// One more full connection is wanted than usual: the best block is old, and perhaps those that are there know no better.
    /// </summary>
    public bool WantsOneMore { get; set; }

    /// <summary>Whom the node calls again and again, whatever others there are; nobody by default.</summary>
    public NodeId Besieged { get; set; }

    /// <summary>With whom the node wants no connection, whatever they do; nobody by default.</summary>
    public Func<NodeId, DateTimeOffset, bool> Shuns { get; set; } = static (_, _) => false;

    /// <summary>A connection stands from now on.</summary>
    public Action<NodeContext, Peer> Opened { get; set; } = static (_, _) => { };

    /// <summary>A connection that stood is no more.</summary>
    public Action<NodeContext, Peer> Closed { get; set; } = static (_, _) => { };

    /// <summary>How many full connections there are that the node has opened.</summary>
    public int OutboundCount => Outbound(ConnectionKind.Full);

    /// <summary>What the node says when it opens a connection.</summary>
    public Func<long> Height { get; set; } = static () => 0;

    /// <summary>The connection to a node, where it stands.</summary>
    public Peer? Find(NodeId node) => _peers.TryGetValue(node, out var peer) && peer.IsOpen ? peer : null;

    /// <summary>Whom the node was connected to when it last ran: it goes there first, so that nobody can use a restart.</summary>
    public void Remember(IEnumerable<NodeId> anchors)
    {
        _anchors.Clear();
        if (settings.IsGuarded) _anchors.AddRange(anchors);
    }

    /// <summary>Looks after all connections, and opens those that are missing.</summary>
    public void Maintain(NodeContext context)
    {
        var now = context.Clock.GetTimestamp();
        foreach (var peer in _peers.Values.ToArray()) LookAfter(context, peer, now);
        if (!Besieged.IsNone && IsPossible(context, Besieged, now)) Dial(context, Besieged, ConnectionKind.Full);
        if (book.Count < settings.Outbound && now - _fedAt >= Math.Max(settings.MaintainEvery.Ticks, TimeSpan.TicksPerSecond))
            AskSeed(context, now);
        while (_anchors.Count > 0 && Openings() < MostOpenings)
        {
            var anchor = _anchors[^1];
            _anchors.RemoveAt(_anchors.Count - 1);
            if (IsPossible(context, anchor, now)) Dial(context, anchor, ConnectionKind.BlocksOnly);
        }

        while (Openings() < MostOpenings && Missing() is { } kind && PickFor(context, now) is { IsNone: false } address)
            Dial(context, address, kind);
        Feel(context, now);
    }

    /// <summary>Somebody opens a connection, or answers.</summary>
    public void OnVersion(NodeContext context, NodeId from, VersionMessage message)
    {
        var now = context.Clock.GetTimestamp();
        _peers.TryGetValue(from, out var known);
        if (message.IsAnswer)
        {
            if (known is not { IsInbound: false, IsOpen: false } || known.Nonce != message.Nonce) return;
            context.Send(from, new VersionAcknowledged(message.Nonce));
            StandsNow(context, known, now);
            return;
        }

        if (IsBarred(context, from, now))
        {
            context.Send(from, new Disconnect(DisconnectReason.Banned));
            return;
        }

        // Both have called each other at once: one call counts, and both know which.
        if (known is { IsInbound: false, IsOpen: false } && context.Self < from) return;
        if (known is not null) Drop(context, known);
        if (message.Kind != ConnectionKind.Feeler && Inbound().Count() >= settings.Inbound && !TryEvict(context))
        {
            context.Send(from, new Disconnect(DisconnectReason.Full));
            return;
        }

        _peers[from] = new Peer(from, message.Kind, isInbound: true, message.Nonce, now);
        context.Send(from, new VersionMessage(message.Nonce, Height(), message.Kind, IsAnswer: true));
    }

    /// <summary>The other side knows that the connection stands.</summary>
    public void OnAcknowledged(NodeContext context, NodeId from, VersionAcknowledged message)
    {
        if (!_peers.TryGetValue(from, out var peer) || !peer.IsInbound || peer.IsOpen || peer.Nonce != message.Nonce) return;
        StandsNow(context, peer, context.Clock.GetTimestamp());
    }

    /// <summary>The other side has closed the connection, or refuses it.</summary>
    public void OnDisconnect(NodeContext context, NodeId from)
    {
        if (_peers.TryGetValue(from, out var peer)) Drop(context, peer);
    }

    /// <summary>Closes a connection.</summary>
    public void Close(NodeContext context, Peer peer, DisconnectReason reason)
    {
        context.Send(peer.Id, new Disconnect(reason));
        Drop(context, peer);
    }

    /// <summary>Bans a node and closes the connection to it.</summary>
    public void Ban(NodeContext context, Peer peer)
    {
        bans.Add(peer.Id, context.Clock.GetTimestamp());
        Close(context, peer, DisconnectReason.Banned);
    }

    private void LookAfter(NodeContext context, Peer peer, long now)
    {
        if (Shuns(peer.Id, context.Clock.GetUtcNow()))
        {
            Close(context, peer, DisconnectReason.Banned);
        }
        else if (!peer.IsOpen)
        {
            if (now - peer.Since >= settings.HandshakeTimeout.Ticks) Drop(context, peer);
        }
        else if (peer.Kind == ConnectionKind.AddressFetch && now - peer.Since >= settings.HandshakeTimeout.Ticks)
        {
            Close(context, peer, DisconnectReason.Done);
        }
        else if (peer.PingedAt > 0)
        {
            if (now - peer.PingedAt >= settings.PingTimeout.Ticks) Close(context, peer, DisconnectReason.Unknown);
        }
        else if (now - peer.HeardAt >= settings.PingAfter.Ticks)
        {
            Ask(context, peer, now);
        }
    }

    /// <summary>Asks whether somebody is there.</summary>
    public Action<NodeContext, Peer, long> Ask { get; set; } = static (_, _, _) => { };

    private void StandsNow(NodeContext context, Peer peer, long now)
    {
        peer.IsOpen = true;
        peer.HeardAt = now;
        if (peer.IsInbound && !settings.IsGuarded) book.Add(peer.Id, peer.Id, Seconds(context));
        if (!peer.IsInbound || !settings.IsGuarded) book.Succeeded(peer.Id, Seconds(context));
        if (!peer.IsInbound && peer.Kind == ConnectionKind.Feeler)
        {
            book.ResolveCollisions();
            Close(context, peer, DisconnectReason.Done);
            return;
        }

        Opened(context, peer);
    }

    private void Drop(NodeContext context, Peer peer)
    {
        _peers.Remove(peer.Id);
        if (peer.IsOpen) Closed(context, peer);
    }

    private void Dial(NodeContext context, NodeId address, ConnectionKind kind)
    {
        book.Attempted(address, Seconds(context));
        var peer = new Peer(address, kind, isInbound: false, unchecked((long)(context.Random.NextUInt64() >> 1)),
            context.Clock.GetTimestamp());
        _peers.Add(address, peer);
        context.Send(address, new VersionMessage(peer.Nonce, Height(), kind, IsAnswer: false));
    }

    private void AskSeed(NodeContext context, long now)
    {
        if (settings.Seeds.Count == 0) return;
        _fedAt = now;
        var seed = context.Random.Pick(settings.Seeds);
        if (!IsPossible(context, seed, now)) return;
        book.Add(seed, context.Self, Seconds(context));
        Dial(context, seed, ConnectionKind.AddressFetch);
    }

    private void Feel(NodeContext context, long now)
    {
        if (!settings.IsGuarded || now - _feltAt < settings.FeelerEvery.Ticks || Missing() is not null) return;
        _feltAt = now;
        book.ResolveCollisions();
        var address = book.PickForFeeler(context.Random);
        if (!address.IsNone && IsPossible(context, address, now)) Dial(context, address, ConnectionKind.Feeler);
    }

    /// <summary>The kind of connection of which there are too few; null where there are enough.</summary>
    private ConnectionKind? Missing()
    {
        if (OutboundCount < settings.Outbound + (WantsOneMore && settings.IsGuarded ? 1 : 0)) return ConnectionKind.Full;
        return Outbound(ConnectionKind.BlocksOnly) < settings.BlocksOnly ? ConnectionKind.BlocksOnly : null;
    }

    private NodeId PickFor(NodeContext context, long now)
    {
        for (var pick = 0; pick < MostPicks; pick++)
        {
            var address = book.Pick(context.Random);
            if (address.IsNone) return default;

            // Two connections into one group protect no better than one, as long as there are others.
            if (settings.IsGuarded && pick < MostPicks / 2 && IsGroupTaken(address)) continue;
            if (Seconds(context) - book.LastAttempt(address) < 60 && pick < MostPicks / 2) continue;
            if (IsPossible(context, address, now)) return address;
        }

        return default;
    }

    private bool IsGroupTaken(NodeId address)
    {
        var group = settings.GroupOf(address);
        foreach (var peer in _peers.Values)
            if (!peer.IsInbound && settings.GroupOf(peer.Id) == group)
                return true;
        return false;
    }

    private bool IsPossible(NodeContext context, NodeId address, long now) =>
        address != context.Self && !_peers.ContainsKey(address) && !IsBarred(context, address, now);

    private bool IsBarred(NodeContext context, NodeId node, long now) => bans.Has(node, now) || Shuns(node, context.Clock.GetUtcNow());

    private bool TryEvict(NodeContext context)
    {
        if (!settings.IsGuarded) return false;
        if (Eviction.Choose(Inbound(), peer => settings.GroupOf(peer.Id)) is not { } peer) return false;
        Close(context, peer, DisconnectReason.Evicted);
        return true;
    }

    private IEnumerable<Peer> Inbound() => _peers.Values.Where(static peer => peer.IsInbound);

    private int Outbound(ConnectionKind kind)
    {
        var count = 0;
        foreach (var peer in _peers.Values)
            if (!peer.IsInbound && peer.Kind == kind)
                count++;
        return count;
    }

    private int Openings()
    {
        var count = 0;
        foreach (var peer in _peers.Values)
            if (!peer.IsInbound && !peer.IsOpen)
                count++;
        return count;
    }

    private static long Seconds(NodeContext context) => context.Clock.GetUtcNow().ToUnixTimeSeconds();
}
