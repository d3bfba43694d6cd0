using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;
using MemoryPack;

namespace Faultline.Systems.Paxos;

/// <summary>Proposer, acceptor and learner of every instance, in one node.</summary>
internal sealed class PaxosNode(Cluster cluster) : Node
{
    public static readonly StorageFile JournalFile = new("journal");
    private static readonly TimerKind Retry = new("proposer retry");

    private readonly int _quorum = (cluster.Nodes.Count / 2) + 1;
    private readonly bool _randomized = cluster.Options["backoff"] == "randomized";
    private readonly TimeSpan _backoff = cluster.Options.Milliseconds("backoff-time");
    private readonly TimeSpan _patience = cluster.Options.Milliseconds("patience");
    private readonly Journal<AcceptorRecord> _journal = new(JournalFile);
    private readonly SortedDictionary<long, Instance> _instances = [];
    private bool _recovered;

    public override void OnStart(NodeContext context) => _journal.Load(context);

    public override void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        if (completion.Request != StorageRequest.Read)
        {
            _journal.OnStorage(context, completion);
            return;
        }

        if (_journal.Recover(context, completion) is not { } recovered) return;
        if (recovered.Damage is { } damage)
        {
            // It may have forgotten a promise or an acceptance, and nobody here can give it back.
            context.Emit(new NodeEvent(NodeEventKind.Damaged, Text: damage + "; it stays out"));
            return;
        }

        foreach (var record in recovered.Records)
        {
            var acceptor = Find(record.Instance).Acceptor;
            if (record.Value is { } value) acceptor.Accept(record.Ballot, value);
            else acceptor.Promise(record.Ballot);
        }

        _recovered = true;
        context.Emit(new NodeEvent(NodeEventKind.Recovered));
    }

    public override void OnRequest(NodeContext context, in ClientRequest request)
    {
        var propose = (Propose)request.Operation;
        if (!_recovered)
        {
            context.Abandon(request.Id, OperationOutcome.Fail, "the node has not read its disk, or found it damaged");
            return;
        }

        var instance = Find(propose.Instance);
        if (instance.Learner.Chosen is { } chosen)
        {
            context.Complete(request.Id, new Chosen(chosen));
            return;
        }

        instance.Waiting.Add(request.Id);
        if (instance.Proposer is not null) return;
        instance.Proposer = new Proposer(context.Self, _quorum, propose.Value);
        Attempt(context, propose.Instance, instance.Proposer);
    }

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        if (FrameFile.Owns(timer))
        {
            _journal.OnTimer(context);
            return;
        }

        var instance = Find(timer.Id);
        if (instance.Learner.Chosen is null && instance.Proposer is { } proposer) Attempt(context, timer.Id, proposer);
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message)
    {
        if (!_recovered) return;
        switch (message)
        {
            case Prepare prepare:
                OnPrepare(context, from, prepare);
                break;
            case Promise promise:
                if (Find(promise.Instance).Proposer?.OnPromise(from, promise) is { } value)
                    SendToAll(context, new Accept(promise.Instance, promise.Ballot, value));
                break;
            case Accept accept:
                OnAccept(context, from, accept);
                break;
            case Accepted accepted:
                OnAccepted(context, from, accepted);
                break;
            case Nack nack:
                if (Find(nack.Instance).Proposer?.OnNack(nack) == true) context.SetTimer(Retry, Backoff(context), nack.Instance);
                break;
        }
    }

    private void OnPrepare(NodeContext context, NodeId from, Prepare prepare)
    {
        var acceptor = Find(prepare.Instance).Acceptor;
        if (!acceptor.Promise(prepare.Ballot))
        {
            context.Send(from, new Nack(prepare.Instance, prepare.Ballot, acceptor.Promised));
            return;
        }

        // The promise must be on the disk before anyone hears of it: after a restart it still binds.
        var position = _journal.Append(context, new AcceptorRecord(prepare.Instance, prepare.Ballot, null));
        var promise = new Promise(prepare.Instance, prepare.Ballot, acceptor.AcceptedBallot, acceptor.AcceptedValue);
        var said = new NodeEvent(NodeEventKind.Promised, prepare.Instance, (ulong)prepare.Ballot.Number);
        _journal.SendWhenDurable(context, position, from, promise, said);
    }

    private void OnAccept(NodeContext context, NodeId from, Accept accept)
    {
        var acceptor = Find(accept.Instance).Acceptor;
        if (!acceptor.Accept(accept.Ballot, accept.Value))
        {
            context.Send(from, new Nack(accept.Instance, accept.Ballot, acceptor.Promised));
            return;
        }

        var position = _journal.Append(context, new AcceptorRecord(accept.Instance, accept.Ballot, accept.Value));
        var accepted = new Accepted(accept.Instance, accept.Ballot, accept.Value);
        foreach (var node in cluster.Nodes) _journal.SendWhenDurable(context, position, node, accepted);
        context.Emit(new NodeEvent(NodeEventKind.Accepted, accept.Instance, (ulong)accept.Ballot.Number));
    }

    private void OnAccepted(NodeContext context, NodeId from, Accepted accepted)
    {
        var instance = Find(accepted.Instance);
        if (!instance.Learner.OnAccepted(from, accepted)) return;
        var chosen = instance.Learner.Chosen!;
        context.Emit(new NodeEvent(NodeEventKind.Decided, accepted.Instance, StableHash.Of(chosen), chosen));
        context.CancelTimer(Retry, accepted.Instance);
        foreach (var request in instance.Waiting) context.Complete(request, new Chosen(chosen));
        instance.Waiting.Clear();
    }

    private void Attempt(NodeContext context, long instance, Proposer proposer)
    {
        SendToAll(context, new Prepare(instance, proposer.Begin(Find(instance).Acceptor.Promised)));

        // Where messages are lost there is no refusal to wait for.
        context.SetTimer(Retry, _patience + Backoff(context), instance);
    }

    /// <summary>Two proposers that always wait equally long can refuse each other for ever; chance ends that.</summary>
    private TimeSpan Backoff(NodeContext context) =>
        _randomized ? context.Random.Between(TimeSpan.Zero, _backoff + _backoff) : _backoff;

    private void SendToAll(NodeContext context, DecreeMessage message)
    {
        foreach (var node in cluster.Nodes) context.Send(node, message);
    }

    private Instance Find(long number)
    {
        if (!_instances.TryGetValue(number, out var instance)) _instances.Add(number, instance = new Instance(_quorum));
        return instance;
    }

    private sealed class Instance(int quorum)
    {
        public Acceptor Acceptor { get; } = new();

        public Learner Learner { get; } = new(quorum);

        public Proposer? Proposer { get; set; }

        /// <summary>The requests to answer when a value is chosen.</summary>
        public List<long> Waiting { get; } = [];
    }
}

/// <summary>What an acceptor must remember through a power loss: a promise, or with a value an acceptance.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The ballot.</param>
/// <param name="Value">The accepted value; null for a promise.</param>
[MemoryPackable]
internal sealed partial record AcceptorRecord(long Instance, Ballot Ballot, [property: BoundedText] string? Value);
