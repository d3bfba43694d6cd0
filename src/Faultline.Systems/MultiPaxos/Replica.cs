using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>A replica of a state machine: proposer, acceptor and learner of Multi-Paxos in one node.</summary>
/// <remarks>
/// This class only decides who handles an event. The rules are in <see cref="Acceptor"/> (promise and accept),
/// <see cref="Elector"/> (pre-vote and phase 1), <see cref="Leader"/> (phase 2), <see cref="LeaderReads"/>,
/// <see cref="Learner"/> (commit, snapshot, catch up) and <see cref="Rejoining"/> (after a loss of memory).
/// </remarks>
internal sealed class Replica : Node
{
    public static readonly StorageFile JournalFile = new("journal");

    private readonly ReplicaSettings _settings;
    private readonly Journal<JournalRecord> _journal = new(JournalFile);
    private readonly ReplicaLog _log = new();
    private readonly IStateMachine _machine;
    private readonly Acceptor _acceptor;
    private readonly Elector _elector;
    private readonly Learner _learner;
    private readonly FollowerReads _followerReads;
    private readonly bool _readsAtFollowers;
    private Leader? _leader;
    private Rejoining? _rejoining;
    private bool _recovered;

    /// <summary>A replica at its start.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="settings">The settings that the options make.</param>
    /// <param name="machine">The state that the log replicates, new.</param>
    public Replica(Cluster cluster, ReplicaSettings settings, IStateMachine machine)
    {
        (_settings, _machine) = (settings, machine);
        _readsAtFollowers = cluster.Options.IsOn("follower-reads");
        _acceptor = new Acceptor(_settings, _journal, _log);
        _elector = new Elector(_settings, _acceptor, _log);
        _learner = new Learner(_settings, _journal, _log, _acceptor, _machine);
        _followerReads = new FollowerReads(_settings, _log, _machine);
    }

    /// <inheritdoc />
    public override long MemoryInUse =>
        _machine.Bytes + _log.Bytes + _learner.Bytes + _journal.BytesWaiting + (_leader?.Bytes ?? 0)
        + (Leader.BytesOfRead * _followerReads.Waiting);

    public override void OnStart(NodeContext context) => _journal.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        if (completion.Request == StorageRequest.Read)
        {
            if (_journal.Recover(context, completion) is { } recovered) Recover(context, recovered);
            return;
        }

        _journal.OnStorage(context, completion);
        if (_rejoining?.IsDone != true) return;
        _rejoining = null;
        _elector.Start(context);
        context.Emit(new NodeEvent(NodeEventKind.Rejoined, _log.CommitIndex, (ulong)_acceptor.Promised.Number));
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (FrameFile.Owns(timer)) _journal.OnTimer(context);
        else if (Rejoining.Owns(timer)) _rejoining?.OnTimer(context);
        else if (_rejoining is not null) return;
        else if (Elector.Owns(timer)) _elector.OnTimeout(context, leads: _leader is not null);
        else if (Leader.Owns(timer) && _leader is { } leader && !leader.OnTimer(context)) StepDown(context);
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_recovered) return;
        if (message is not PaxosMessage protocol) OnClient(context, from, message);
        else if (_rejoining is { } rejoining) OnProtocolWithoutMemory(context, rejoining, from, protocol);
        else OnProtocol(context, from, protocol);
        if (IsShortOfMemory(context)) _learner.GiveMemoryBack(context);
    }

    private Shortage ShortageOf(NodeContext context) =>
        _journal.Shortage != Shortage.None ? _journal.Shortage : IsShortOfMemory(context) ? Shortage.Memory : Shortage.None;

    /// <summary>A quarter of the budget is kept for what must be taken on: chosen values, and a snapshot.</summary>
    private bool IsShortOfMemory(NodeContext context) => MemoryInUse > context.MemoryBudget - (context.MemoryBudget / 4);

    private void Recover(NodeContext context, Recovered<JournalRecord> recovered)
    {
        _recovered = true;
        _learner.Recover(recovered.Records);
        _acceptor.Recover(context, recovered);
        if (recovered.Damage is { } damage)
        {
            context.Emit(new NodeEvent(NodeEventKind.Damaged, _log.CommitIndex, Text: damage));
            _learner.RewriteJournal(context);
        }

        if (_acceptor.IsRejoining)
        {
            Rejoin(context);
            return;
        }

        _elector.Start(context);
        context.Emit(new NodeEvent(NodeEventKind.Recovered, _log.CommitIndex));
    }

    private void Rejoin(NodeContext context)
    {
        _rejoining = new Rejoining(_settings, _journal, _log, _acceptor, _learner);
        _rejoining.Start(context);
    }

    /// <summary>Others know of a later life of this node, so its votes do not count: it begins another.</summary>
    private void BeginAnotherLife(NodeContext context)
    {
        if (_leader is not null) StepDown(context);
        context.Emit(new NodeEvent(
            NodeEventKind.Damaged, _log.CommitIndex, Text: "another has taken this node for one that begins a later life"));
        _acceptor.Forget();
        _learner.RewriteJournal(context);
        Rejoin(context);
    }

    private void OnProtocolWithoutMemory(NodeContext context, Rejoining rejoining, NodeId from, PaxosMessage message)
    {
        switch (message)
        {
            case PreVoteReply reply:
                rejoining.OnPreVoteReply(context, from, reply);
                break;
            case RejoinReply reply:
                rejoining.OnReply(context, from, reply);
                break;
            case Nack nack:
                rejoining.OnNack(context, nack);
                break;
            case CatchUpEntries entries:
                _learner.OnCatchUpEntries(context, from, entries);
                rejoining.Continue(context);
                break;
            case SnapshotChunk chunk:
                _learner.OnSnapshotChunk(context, from, chunk);
                rejoining.Continue(context);
                break;
        }
    }

    private void OnProtocol(NodeContext context, NodeId from, PaxosMessage message)
    {
        switch (message)
        {
            case PreVote preVote:
                _elector.OnPreVote(context, from, preVote, leads: _leader is not null);
                break;
            case PreVoteReply reply:
                _elector.OnPreVoteReply(context, from, reply);
                if (reply.CommitIndex > _log.CommitIndex) _learner.AskFor(context, from);
                break;
            case Prepare prepare:
                _acceptor.OnPrepare(context, from, prepare);
                if (_leader?.Ballot < _acceptor.Promised) StepDown(context);
                break;
            case Rejoin rejoin:
                _acceptor.OnRejoin(context, from, rejoin);
                LeadAgainAbove(context, _acceptor.Promised);
                break;
            case RejoinReply reply when _acceptor.IsOutlived(context.Self, reply.Lives):
                BeginAnotherLife(context);
                break;
            case PromiseReply promise when _acceptor.IsOutlived(context.Self, promise.Lives):
                BeginAnotherLife(context);
                break;
            case PromiseReply promise:
                if (_elector.OnPromise(context, from, promise) is { } promises) Lead(context, promise.Ballot, promises);
                break;
            case Accept accept:
                if (accept.Ballot >= _acceptor.Promised) Follow(context, accept.Ballot);
                _acceptor.OnAccept(context, from, accept);
                Learn(context, from, accept.Ballot, accept.CommitIndex);
                break;
            case Accepted accepted:
                _leader?.OnAccepted(context, from, accepted);
                break;
            case Nack nack:
                OnNack(context, nack);
                break;
            case Heartbeat heartbeat:
                OnHeartbeat(context, from, heartbeat);
                break;
            case HeartbeatAck ack:
                _leader?.OnHeartbeatAck(context, from, ack);
                break;
            case CatchUpRequest request:
                _learner.OnCatchUpRequest(context, from, request);
                break;
            case CatchUpEntries entries:
                _learner.OnCatchUpEntries(context, from, entries);
                _followerReads.Answer(context);
                break;
            case SnapshotRequest request:
                _learner.OnSnapshotRequest(context, from, request);
                break;
            case SnapshotChunk chunk:
                _learner.OnSnapshotChunk(context, from, chunk);
                _followerReads.Answer(context);
                break;
            case ReadIndexRequest request:
                _leader?.Reads.OnReadIndexRequest(context, from, request);
                break;
            case ReadIndexReply reply:
                _followerReads.OnReadIndexReply(context, reply);
                break;
            case TransferRequest transfer:
                _leader?.OnTransferRequest(context, transfer.To);
                break;
            case TimeoutNow handover:
                if (_leader is null && _acceptor.CanWrite && handover.Ballot >= _acceptor.Promised)
                    _elector.Prepare(context, handover.Ballot);
                break;
        }
    }

    private void OnClient(NodeContext context, NodeId from, Message message)
    {
        if (message is SessionRequest request && !_machine.Understands(request.Operation)) return;
        if (_leader is { } leader) OnClientOfLeader(context, leader, from, message);
        else OnClientOfFollower(context, from, message);
    }

    private void OnClientOfLeader(NodeContext context, Leader leader, NodeId from, Message message)
    {
        switch (message)
        {
            case OpenSession open:
                OnCommand(context, leader, new SessionCommand(from, 0, open.Nonce, null));
                break;
            case SessionRequest { Operation.IsRead: true } request when _settings.Reads != ReadMode.Log:
                leader.Reads.OnRead(context, from, request.Sequence, request.Operation);
                break;
            case SessionRequest request:
                OnCommand(context, leader, new SessionCommand(from, request.Session, request.Sequence, request.Operation));
                break;
        }
    }

    private void OnCommand(NodeContext context, Leader leader, SessionCommand command)
    {
        if (IsShortOfMemory(context)) context.Send(command.Client, new Busy(command.Sequence, Shortage.Memory));
        else leader.OnCommand(context, command);
    }

    private void OnClientOfFollower(NodeContext context, NodeId from, Message message)
    {
        var leader = _elector.Leader(context);
        if (leader == context.Self) leader = default;
        switch (message)
        {
            case OpenSession open:
                context.Send(from, new Redirect(open.Nonce, leader));
                break;
            case SessionRequest { Operation.IsRead: true } request
                when _readsAtFollowers && _settings.Reads != ReadMode.Log && !leader.IsNone:
                _followerReads.OnRead(context, from, request.Sequence, request.Operation, leader);
                break;
            case SessionRequest request:
                context.Send(from, new Redirect(request.Sequence, leader));
                break;
        }
    }

    private void OnHeartbeat(NodeContext context, NodeId from, Heartbeat heartbeat)
    {
        if (heartbeat.Ballot < _acceptor.Promised)
        {
            context.Send(from, new Nack(heartbeat.Ballot, _acceptor.Promised));
            return;
        }

        Follow(context, heartbeat.Ballot);
        _acceptor.GrantLease(context, heartbeat.Ballot);
        Learn(context, from, heartbeat.Ballot, heartbeat.CommitIndex);
        context.Send(from, new HeartbeatAck(heartbeat.Ballot, heartbeat.Round, _log.CommitIndex, ShortageOf(context)));
    }

    private void OnNack(NodeContext context, Nack nack)
    {
        _elector.Observe(nack.Promised);
        if (nack.Ballot == _leader?.Ballot) LeadAgainAbove(context, nack.Promised);
    }

    /// <summary>Someone has promised more than the ballot that this node leads in: it leads in a higher one, if the others agree.</summary>
    private void LeadAgainAbove(NodeContext context, Ballot promised)
    {
        if (_leader is null || _leader.Ballot >= promised) return;
        StepDown(context);
        _elector.AskForPreVotes(context);
    }

    private void Learn(NodeContext context, NodeId from, Ballot ballot, long commitIndex)
    {
        if (_leader is not null || ballot < _acceptor.Promised) return;
        _learner.LearnUpTo(context, from, ballot, commitIndex);
        _followerReads.Answer(context);
    }

    private void Follow(NodeContext context, Ballot ballot)
    {
        _elector.OnLeader(context, ballot);
        if (_leader?.Ballot < ballot) StepDown(context);
    }

    private void Lead(NodeContext context, Ballot ballot, IReadOnlyCollection<PromiseReply> promises)
    {
        if (_acceptor.Promised > ballot) return;
        _elector.OnLeader(context, ballot);
        _learner.AnswersClients = true;
        _leader = new Leader(context, _settings, ballot, promises, _log, _learner, _machine);
        context.Emit(new NodeEvent(NodeEventKind.BecameLeader, ballot.Number, Text: $"ballot {ballot}"));
    }

    private void StepDown(NodeContext context)
    {
        context.Emit(new NodeEvent(NodeEventKind.SteppedDown, _leader!.Ballot.Number, Text: $"ballot {_leader.Ballot}"));
        Leader.Stop(context);
        _learner.AnswersClients = false;
        _leader = null;
    }
}
