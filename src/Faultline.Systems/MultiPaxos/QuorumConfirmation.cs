using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.MultiPaxos;

/// <summary>Heartbeats in numbered rounds, and the newest round that a quorum has acknowledged.</summary>
/// <remarks>
/// A quorum that acknowledges a round had promised no higher ballot when it did, so nobody else could lead before the round was
/// sent: the ground for reads by read index, for leases, and for noticing that the quorum is gone.
/// </remarks>
/// <param name="settings">The settings.</param>
/// <param name="ballot">The leader's ballot.</param>
/// <param name="now">The leader's clock; being elected counts as a confirmation.</param>
internal sealed class QuorumConfirmation(ReplicaSettings settings, Ballot ballot, long now)
{
    private readonly long[] _acknowledged = new long[settings.Nodes.Count];
    private readonly Queue<(long Round, long SentAt)> _sent = new();
    private bool _leaseGivenUp;

    /// <summary>The newest round that was sent.</summary>
    public long SentRound { get; private set; }

    /// <summary>The newest round that a quorum has acknowledged.</summary>
    public long ConfirmedRound { get; private set; }

    /// <summary>When that round was sent, by the leader's clock.</summary>
    public long ConfirmedAt { get; private set; } = now;

    /// <summary>Sends the next round.</summary>
    public void SendRound(NodeContext context, long commitIndex)
    {
        SentRound++;
        _sent.Enqueue((SentRound, context.Clock.GetTimestamp()));
        var heartbeat = new Heartbeat(ballot, SentRound, commitIndex);
        foreach (var node in settings.Nodes) context.Send(node, heartbeat);
    }

    /// <summary>A node has acknowledged a round, and with it all before.</summary>
    public void OnAck(NodeId node, long round)
    {
        ref var newest = ref _acknowledged[node.Number - 1];
        if (round <= newest) return;
        newest = round;
        ConfirmedRound = NewestOfQuorum();
        while (_sent.TryPeek(out var sent) && sent.Round <= ConfirmedRound) ConfirmedAt = _sent.Dequeue().SentAt;
    }

    /// <summary>Whether no other node can lead at this moment, if all clocks keep their bound.</summary>
    public bool HoldsLease(NodeContext context) =>
        settings.Reads == ReadMode.Lease && !_leaseGivenUp && ConfirmedRound > 0
        && context.Clock.GetElapsedTime(ConfirmedAt) < settings.LeaderLease;

    /// <summary>The leader hands over: it uses no lease any more in this ballot.</summary>
    public void GiveLeaseUp() => _leaseGivenUp = true;

    /// <summary>The newest round that as many nodes as choose a value have acknowledged; they meet every electing quorum.</summary>
    private long NewestOfQuorum()
    {
        Span<long> rounds = stackalloc long[_acknowledged.Length];
        _acknowledged.CopyTo(rounds);
        rounds.Sort();
        return rounds[^settings.Phase2Quorum];
    }
}
