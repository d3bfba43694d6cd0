using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Pbft;

/// <summary>A replica of the key-value store that goes on while up to f of the replicas do anything at all.</summary>
/// <remarks>
/// This class only decides who handles an event. The rules are in <see cref="Ordering"/> (pre-prepare, prepare, commit),
/// <see cref="ViewChanges"/> and <see cref="NewViewPlan"/>, <see cref="Checkpoints"/>, <see cref="StateTransfer"/>,
/// <see cref="Requests"/>, <see cref="Suspicion"/>, <see cref="Retransmission"/> and <see cref="Rejoining"/>.
/// </remarks>
internal sealed class Replica : Node
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(50);

    private readonly ReplicaState _state;
    private readonly Rejections _rejections = new();
    private readonly EvidenceBook _evidence;
    private readonly Outbox _outbox;
    private readonly Requests _requests;
    private readonly Ordering _ordering;
    private readonly Checkpoints _checkpoints;
    private readonly Executor _executor;
    private readonly ViewChanges _viewChanges;
    private readonly StateTransfer _transfer;
    private readonly Retransmission _retransmission;
    private readonly Suspicion _suspicion;
    private readonly Rejoining _rejoining;
    private readonly TimeSpan _tick;
    private bool _isRecovered;
    private bool _isReady;
    private long _rejoinedAt;

    public Replica(Cluster cluster, NodeId self)
    {
        _state = new ReplicaState(cluster, self);
        _evidence = new EvidenceBook(_state);
        _outbox = new Outbox(_state);
        _requests = new Requests(_state);
        _ordering = new Ordering(_state, _outbox, _requests, _evidence, _rejections);
        _checkpoints = new Checkpoints(_state, _evidence);
        _executor = new Executor(_state, _requests, _checkpoints);
        _viewChanges = new ViewChanges(_state, _outbox, _ordering, _requests, _checkpoints, _rejections);
        _transfer = new StateTransfer(_state, _requests, _checkpoints, _rejections);
        _retransmission = new Retransmission(_state, _viewChanges);
        _suspicion = new Suspicion(_state, _requests, _viewChanges);
        _rejoining = new Rejoining(_state, _rejections);
        var tick = _state.Settings.ViewTimeout / 10;
        _tick = tick < LongestTick ? tick : LongestTick;
    }

    /// <inheritdoc />
    public override long MemoryInUse =>
        _state.Store.Bytes + _state.Log.Bytes + _state.Journal.BytesWaiting + _state.StableImage.Bytes.Length + _checkpoints.Bytes
        + _transfer.Bytes;

    /// <summary>What the replica has found out about others; tests look at it.</summary>
    public IReadOnlyList<Evidence> Evidence => _evidence.Found;

    /// <summary>What the replica has refused; tests look at it.</summary>
    public Rejections Rejections => _rejections;

    /// <summary>The replica's state; tests look at it.</summary>
    public ReplicaState State => _state;

    /// <inheritdoc />
    public override void OnStart(NodeContext context) => _state.Journal.Load(context);

    /// <inheritdoc />
    public override void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        if (completion.Request == StorageRequest.Read)
        {
            if (_state.Journal.Recover(context, completion) is not { } recovered) return;
            Recover(context, recovered);
        }
        else
        {
            _state.Journal.OnStorage(context, completion);
        }

        // What was read back may be in the operating system's memory only: nothing is said that rests on it before it is durable.
        if (_isRecovered && !_isReady && _state.Journal.Durable == _state.Journal.Appended) Begin(context);
        if (_isReady) Proceed(context);
    }

    /// <inheritdoc />
    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (FrameFile.Owns(timer))
        {
            _state.Journal.OnTimer(context);
            return;
        }

        context.SetTimer(Tick, _tick);
        if (_checkpoints.Ahead is { } ahead && (ahead.Sequence > _state.Log.High || _checkpoints.HasDiverged || IsLeftBehind))
            _transfer.Begin(context);
        _transfer.OnTick(context);
        if (_state.IsRejoining) _rejoining.OnTick(context);
        _viewChanges.OnTick(context);
        _suspicion.OnTick(context);
        _retransmission.OnTick(context, _requests.Waiting > 0 || _checkpoints.Ahead is not null || _state.IsRejoining);
        Proceed(context);
    }

    /// <inheritdoc />
    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_isReady || message is not PbftMessage said) return;
        if (!said.IsWellFormed(_state.Members)) _rejections.Count(context, said, "it is malformed");
        else if (!said.IsAuthentic(_state.Members)) _rejections.Count(context, said, "its author has not signed it");
        else Handle(context, from, said);
        Proceed(context);
    }

    /// <summary>Whether messages alone do not bring it on.</summary>
    private bool IsLeftBehind => _retransmission.IsStuck || _state.IsRejoining;

    private void Handle(NodeContext context, NodeId from, PbftMessage message)
    {
        switch (message)
        {
            case Request request:
                _requests.OnRequest(context, request, isFromClient: from == request.Author);
                break;
            case PrePrepare prePrepare:
                _ordering.OnPrePrepare(context, prePrepare);
                break;
            case Prepare prepare:
                _ordering.OnPrepare(context, prepare);
                break;
            case Commit commit:
                _ordering.OnCommit(context, commit);
                break;
            case Checkpoint checkpoint:
                _checkpoints.OnCheckpoint(context, checkpoint);
                break;
            case ViewChange change:
                _viewChanges.OnViewChange(context, change);
                break;
            case NewView newView:
                _viewChanges.OnNewView(context, newView);
                break;
            case Status status:
                _retransmission.OnStatus(context, status);
                break;
            case CheckpointProof proof:
                OnProof(context, proof);
                break;
            case FetchState fetch:
                _transfer.OnFetch(context, fetch);
                break;
            case StateChunk chunk:
                _transfer.OnChunk(context, chunk);
                break;
            case FetchBatch fetch:
                _retransmission.OnFetchBatch(context, fetch);
                break;
            case BatchBody body:
                _ordering.OnBatch(context, body);
                break;
            case RejoinRequest request:
                _rejoining.OnRequest(context, request);
                break;
            case RejoinReply reply:
                _rejoining.OnReply(context, reply);
                break;
        }
    }

    private void OnProof(NodeContext context, CheckpointProof proof)
    {
        var trusts = _state.Settings.Mistake == Mistake.TrustsOneState;
        if (proof.Certificate.Sequence <= _state.Stable.Sequence) return;
        if (!trusts && !proof.Certificate.IsValid(_state.Members))
            _rejections.Count(context, proof, "a checkpoint without proof");
        else
            _checkpoints.OnCertificate(context, proof.Certificate);
    }

    private void Recover(NodeContext context, Recovered<JournalRecord> recovered)
    {
        _isRecovered = true;
        Recovery.Replay(_state, recovered.Records);
        if (recovered.Damage is not { } damage) return;
        context.Emit(new NodeEvent(NodeEventKind.Damaged, _state.Executed, Text: damage));
        (_state.IsRejoining, _state.ReadsFrom) = (true, 0);
        _state.RewriteJournal(context);
    }

    private void Begin(NodeContext context)
    {
        _isReady = true;
        Recovery.VoteAgain(_state);
        _viewChanges.Recover(context);
        _ordering.Resume(context);
        context.SetTimer(Tick, context.Random.Between(TimeSpan.Zero, _tick));
        if (_state.IsRejoining) _rejoining.Ask(context);
        else context.Emit(new NodeEvent(NodeEventKind.Recovered, _state.Executed));
        _retransmission.Say(context);
    }

    /// <summary>Does what has become possible: executes, proposes, and tells what is durable by now.</summary>
    private void Proceed(NodeContext context)
    {
        var (view, stable) = (_state.View, _state.Stable.Sequence);
        do
        {
            _executor.Run(context);
            if (_state.Stable.Sequence != stable)
            {
                stable = _state.Stable.Sequence;
                _viewChanges.Adopt(context);
            }

            _ordering.Propose(context);
        }
        while (Tell(context));
        if (_rejoining.IsOver) EndRejoining(context);
        if (_rejoinedAt > 0 && _state.Journal.Durable >= _rejoinedAt) TakePartAgain(context);
    }

    /// <summary>Sends what is durable, and counts it for the replica itself.</summary>
    /// <returns>Whether there was any.</returns>
    private bool Tell(NodeContext context)
    {
        var any = false;
        while (_outbox.TryTake(out var message))
        {
            any = true;
            context.Broadcast(_state.Members.Nodes, message);
            if (message is PrePrepare prePrepare) _ordering.OnTold(prePrepare);
            else Handle(context, _state.Self, message);
        }

        return any;
    }

    /// <summary>Nobody counts its lost votes any more; when that is durable, it votes again.</summary>
    private void EndRejoining(NodeContext context)
    {
        _state.IsRejoining = false;
        _rejoinedAt = _state.RewriteJournal(context);
    }

    private void TakePartAgain(NodeContext context)
    {
        _rejoinedAt = 0;
        context.Emit(new NodeEvent(NodeEventKind.Rejoined, _state.Executed));
        _viewChanges.Adopt(context);
        _retransmission.Say(context);
    }
}
