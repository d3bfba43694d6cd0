using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>Phase 2, for as long as one ballot leads: proposes, counts, sends again, and checks that it still has its quorum.</summary>
/// <remarks>The leader's own acceptor is one like the others: it gets the same messages, and its disk works while they travel.</remarks>
internal sealed class Leader
{
    /// <summary>How much memory a read takes that waits, roughly.</summary>
    public const long BytesOfRead = 96;

    private static readonly TimerKind HeartbeatTimer = new("heartbeat");
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly ReplicaSettings _settings;
    private readonly ReplicaLog _log;
    private readonly Learner _learner;
    private readonly IStateMachine _machine;
    private readonly SortedDictionary<long, Proposal> _inFlight = [];
    private readonly Queue<SessionCommand> _queue = new();
    private readonly long[] _commitIndexes;
    private readonly Shortage[] _shortages;
    private readonly long _openingSlot;
    private long _nextSlot;
    private NodeId _successor;
    private long _handingOverSince;
    private bool _handedOver;
    private long _hadEnoughAt;
    private long _bytesQueued;

    /// <summary>Leads from now on.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="ballot">The ballot that a quorum has promised.</param>
    /// <param name="promises">Their promises.</param>
    /// <param name="log">The log.</param>
    /// <param name="learner">Applies what is chosen.</param>
    /// <param name="machine">The state.</param>
    public Leader(
        NodeContext context, ReplicaSettings settings, Ballot ballot, IReadOnlyCollection<PromiseReply> promises,
        ReplicaLog log, Learner learner, IStateMachine machine)
    {
        (_settings, Ballot, _log, _learner, _machine) = (settings, ballot, log, learner, machine);
        _commitIndexes = new long[settings.Nodes.Count];
        _shortages = new Shortage[settings.Nodes.Count];
        _hadEnoughAt = context.Clock.GetTimestamp();
        Confirmation = new QuorumConfirmation(settings, ballot, context.Clock.GetTimestamp());

        // Until the others say how far they are, each gets as much as the flow window allows from here.
        Array.Fill(_commitIndexes, log.CommitIndex);
        _nextSlot = log.CommitIndex + 1;
        var inherited = Phase1.Values(promises, log.CommitIndex, settings.Mistake == Mistake.AnyValue);
        foreach (var batch in inherited) Propose(context, batch);

        // One more no-op: once a slot of this ballot is chosen, everything chosen before is known here.
        _openingSlot = _nextSlot;
        Propose(context, []);
        Reads = new LeaderReads(settings, log, machine, Confirmation, _openingSlot);
        Confirmation.SendRound(context, log.CommitIndex);
        context.SetTimer(HeartbeatTimer, settings.Heartbeat);
    }

    /// <summary>The ballot in which it leads.</summary>
    public Ballot Ballot { get; }

    /// <summary>Who still stands by this leader.</summary>
    public QuorumConfirmation Confirmation { get; }

    /// <summary>The reads under way.</summary>
    public LeaderReads Reads { get; }

    /// <summary>How much memory takes what waits, roughly, in bytes; what is proposed is in the log.</summary>
    public long Bytes => _bytesQueued + (BytesOfRead * Reads.Waiting);

    /// <summary>Whether a timer is the leader's own.</summary>
    public static bool Owns(TimerKey timer) => timer.Kind == HeartbeatTimer;

    /// <summary>A client asks for a command.</summary>
    public void OnCommand(NodeContext context, SessionCommand command)
    {
        if (!_successor.IsNone)
        {
            context.Send(command.Client, new Redirect(command.Sequence, default));
            return;
        }

        // A command that is applied already is answered at once. An unknown session may only be not known here yet.
        if (command.Operation is not null && _settings.Mistake != Mistake.RepeatedRetry
            && _machine.IsSettled(command.Session, command.Sequence, out var answer) && answer is not SessionExpired)
        {
            if (answer is not null) context.Send(command.Client, answer);
            return;
        }

        if (ShortageOfAll is var shortage and not Shortage.None)
        {
            context.Send(command.Client, new Busy(command.Sequence, shortage));
            return;
        }

        _queue.Enqueue(command);
        _bytesQueued += command.Bytes;
        ProposeQueued(context);
    }

    /// <summary>An acceptor has accepted.</summary>
    public void OnAccepted(NodeContext context, NodeId from, Accepted accepted)
    {
        ObserveCommitIndex(from, accepted.CommitIndex);
        if (accepted.Ballot != Ballot || !_inFlight.TryGetValue(accepted.Slot, out var proposal)) return;
        if (!proposal.AcceptedBy.Contains(from)) proposal.AcceptedBy.Add(from);
        CommitChosen(context);
        ProposeQueued(context);
        HandOver(context);
    }

    /// <summary>A follower has acknowledged a heartbeat.</summary>
    public void OnHeartbeatAck(NodeContext context, NodeId from, HeartbeatAck ack)
    {
        if (ack.Ballot != Ballot) return;
        ObserveCommitIndex(from, ack.CommitIndex);
        _shortages[Place(from)] = ack.Shortage;
        Confirmation.OnAck(from, ack.Round);
        Reads.Answer(context);
        HandOver(context);
    }

    /// <summary>Time for the next heartbeat.</summary>
    /// <returns>Whether it still leads: false where no quorum was heard of for an election timeout.</returns>
    public bool OnTimer(NodeContext context)
    {
        if (context.Clock.GetElapsedTime(Confirmation.ConfirmedAt) > _settings.ElectionTimeout) return false;
        if (!_successor.IsNone && context.Clock.GetElapsedTime(_handingOverSince) > _settings.ElectionTimeout) _successor = default;
        context.SetTimer(HeartbeatTimer, _settings.Heartbeat);
        Confirmation.SendRound(context, _log.CommitIndex);
        SendAgain(context);
        LookAtItself(context);
        return true;
    }

    /// <summary>An operator wants another node to lead.</summary>
    public void OnTransferRequest(NodeContext context, NodeId successor)
    {
        if (successor == context.Self || !_settings.Nodes.Contains(successor)) return;
        _successor = successor;
        _handedOver = false;
        _handingOverSince = context.Clock.GetTimestamp();
        HandOver(context);
    }

    /// <summary>What is left to do when the ballot leads no more.</summary>
    public static void Stop(NodeContext context) => context.CancelTimer(HeartbeatTimer);

    private void ProposeQueued(NodeContext context)
    {
        while (_queue.Count > 0 && _nextSlot - _log.CommitIndex <= _settings.MaxPipeline)
        {
            var batch = new SessionCommand[Math.Min(_queue.Count, _settings.MaxBatch)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = _queue.Dequeue();
                _bytesQueued -= batch[i].Bytes;
            }

            Propose(context, batch);
        }
    }

    private void Propose(NodeContext context, SessionCommand[] batch)
    {
        var proposal = new Proposal(_nextSlot++, batch, context.Clock.GetTimestamp());
        _inFlight.Add(proposal.Slot, proposal);
        Send(context, proposal, again: false);
    }

    private void Send(NodeContext context, Proposal proposal, bool again)
    {
        var accept = new Accept(Ballot, proposal.Slot, proposal.Batch, _log.CommitIndex);
        var others = _settings.Thrifty && !again ? _settings.Phase2Quorum - 1 : _settings.Nodes.Count - 1;

        // Thrifty leaders begin with the node after themselves, so that not all ask the same few.
        var self = Place(context.Self);
        for (var i = 0; i < _settings.Nodes.Count; i++)
        {
            var place = (self + i) % _settings.Nodes.Count;
            var node = _settings.Nodes[place];
            if (proposal.AcceptedBy.Contains(node)) continue;

            // What it was sent waits for its disk. What it was not sent, it is sent when the disk works again.
            if (again && IsOfDisk(_shortages[place])) continue;
            if (node != context.Self)
            {
                // A follower that lags further will ask for what it lacks.
                if (others == 0 || proposal.Slot > _commitIndexes[place] + _settings.FlowWindow) continue;
                others--;
            }

            context.Send(node, accept);
        }
    }

    private void SendAgain(NodeContext context)
    {
        foreach (var proposal in _inFlight.Values)
        {
            if (context.Clock.GetElapsedTime(proposal.SentAt) < SendAgainAfter) continue;
            proposal.SentAt = context.Clock.GetTimestamp();
            Send(context, proposal, again: true);
        }
    }

    private void CommitChosen(NodeContext context)
    {
        while (_inFlight.TryGetValue(_log.CommitIndex + 1, out var proposal)
            && proposal.AcceptedBy.Count >= _settings.Phase2Quorum)
        {
            // The value is chosen; it can be applied once this node's own acceptor has it too.
            if (_log.Find(proposal.Slot)?.Accepted.Ballot != Ballot) break;
            _inFlight.Remove(proposal.Slot);
            _learner.Commit(context);
        }

        Reads.Answer(context);
    }

    /// <summary>What keeps commands from being taken on: they would wait for a disk without an end in sight, or for too long.</summary>
    private Shortage ShortageOfAll
    {
        get
        {
            if (_queue.Count >= _settings.MaxQueue) return Shortage.Queue;
            if (_shortages.Count(static shortage => !IsOfDisk(shortage)) >= _settings.Phase2Quorum) return Shortage.None;
            return _shortages.Contains(Shortage.DiskFull) ? Shortage.DiskFull : Shortage.DiskFailing;
        }
    }

    /// <summary>
    /// Where this node's disk has not worked, or its memory has been short, for an election timeout, and enough others have what it takes
    /// to elect another leader and to choose values under it, the one of them that is furthest takes over. Where they have not, a
    /// leader that can only read is better than none.
    /// </summary>
    private void LookAtItself(NodeContext context)
    {
        if (_shortages[Place(context.Self)] == Shortage.None)
        {
            _hadEnoughAt = context.Clock.GetTimestamp();
            return;
        }

        if (!_successor.IsNone || context.Clock.GetElapsedTime(_hadEnoughAt) < _settings.ElectionTimeout) return;
        NodeId[] able = [.. _settings.Nodes.Where(node => _shortages[Place(node)] == Shortage.None)];
        if (able.Length >= _settings.RejoinQuorum) OnTransferRequest(context, able.MaxBy(node => _commitIndexes[Place(node)]));
    }

    private static bool IsOfDisk(Shortage shortage) => shortage is Shortage.DiskFull or Shortage.DiskFailing;

    private static int Place(NodeId node) => node.Number - 1;

    private void ObserveCommitIndex(NodeId node, long commitIndex)
    {
        ref var known = ref _commitIndexes[Place(node)];
        known = Math.Max(known, commitIndex);
    }

    /// <summary>Hands over once the successor has everything: first it gives its lease up, then it sends the word.</summary>
    private void HandOver(NodeContext context)
    {
        if (_successor.IsNone || _handedOver || _inFlight.Count > 0 || _queue.Count > 0) return;
        if (_commitIndexes[Place(_successor)] < _log.CommitIndex) return;
        Invariant.Holds(_log.CommitIndex >= _openingSlot, $"ballot {Ballot} hands over before its opening slot {_openingSlot}");
        _handedOver = true;
        Confirmation.GiveLeaseUp();
        context.Send(_successor, new TimeoutNow(Ballot));
    }

    private sealed class Proposal(long slot, SessionCommand[] batch, long sentAt)
    {
        public long Slot { get; } = slot;

        public SessionCommand[] Batch { get; } = batch;

        public long SentAt { get; set; } = sentAt;

        public List<NodeId> AcceptedBy { get; } = [];
    }
}
