using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.MultiPaxos;

/// <summary>When to stand for election, the vote before the election, and phase 1.</summary>
/// <remarks>
/// The pre-vote asks whether an election could succeed before it raises any ballot, so a node that was cut off does not depose a
/// working leader when it comes back (Ongaro 2014, section 9.6). Together with the leader's own check of its quorum it keeps
/// one-way and partial partitions from making leaders flap for ever.
/// </remarks>
internal sealed class Elector(ReplicaSettings settings, Acceptor acceptor, ReplicaLog log)
{
    private static readonly TimerKind Timeout = new("election timeout");

    private readonly SortedDictionary<NodeId, PromiseReply?> _votes = [];
    private Stage _stage;
    private Ballot _ballot;
    private Ballot _highest;
    private long _lastContact;
    private bool _hadContact;

    private enum Stage
    {
        Idle,
        PreVote,
        Phase1,
    }

    /// <summary>The ballot of the leader that was last heard of; none before the first.</summary>
    public Ballot LeaderBallot { get; private set; }

    /// <summary>Who is believed to lead, or nobody where nothing was heard for too long.</summary>
    public NodeId Leader(NodeContext context) => HasLeader(context) ? LeaderBallot.Node : default;

    /// <summary>The node takes part from now on.</summary>
    public void Start(NodeContext context)
    {
        _highest = acceptor.Promised;
        Wait(context);
    }

    /// <summary>Whether a timer is the elector's own.</summary>
    public static bool Owns(TimerKey timer) => timer.Kind == Timeout;

    /// <summary>The leader of a ballot was heard of.</summary>
    public void OnLeader(NodeContext context, Ballot ballot)
    {
        LeaderBallot = ballot;
        _lastContact = context.Clock.GetTimestamp();
        _hadContact = true;
        if (_stage != Stage.Idle && _ballot <= ballot) _stage = Stage.Idle;
    }

    /// <summary>The election timeout is over: stands for election unless a leader was heard of meanwhile.</summary>
    public void OnTimeout(NodeContext context, bool leads)
    {
        Wait(context);
        if (!leads && !HasLeader(context)) AskForPreVotes(context);
    }

    /// <summary>Asks whether an election could succeed. Whose own promise would not become durable cannot win one.</summary>
    public void AskForPreVotes(NodeContext context)
    {
        if (!acceptor.CanWrite) return;
        Begin(Stage.PreVote, context);
        SendToAll(context, new PreVote(_ballot, log.CommitIndex));
    }

    /// <summary>Phase 1a. A leader that hands over names its ballot, so that those who stand by it may promise.</summary>
    public void Prepare(NodeContext context, Ballot transferredFrom = default)
    {
        Begin(Stage.Phase1, context);
        SendToAll(context, new Prepare(_ballot, log.CommitIndex + 1, transferredFrom));
    }

    /// <summary>Another asks whether it could be elected.</summary>
    public void OnPreVote(NodeContext context, NodeId from, PreVote question, bool leads)
    {
        var standsByAnother = (leads || HasLeader(context)) && LeaderBallot.Node != from;
        var granted = !standsByAnother && question.CommitIndex >= log.CompactedIndex
            && acceptor.WouldPromise(context, question.Ballot);
        context.Send(from, new PreVoteReply(question.Ballot, granted, acceptor.Promised, log.CommitIndex));
    }

    /// <summary>An answer to the pre-vote; a quorum of them starts phase 1.</summary>
    public void OnPreVoteReply(NodeContext context, NodeId from, PreVoteReply reply)
    {
        Observe(reply.Promised);
        if (_stage != Stage.PreVote || reply.Ballot != _ballot || !reply.Granted) return;
        _votes[from] = null;
        if (_votes.Count >= settings.Phase1Quorum) Prepare(context);
    }

    /// <summary>A promise has come.</summary>
    /// <returns>The promises that count, once they are a quorum with this node's own among them; else null.</returns>
    public IReadOnlyCollection<PromiseReply>? OnPromise(NodeContext context, NodeId from, PromiseReply promise)
    {
        if (_stage != Stage.Phase1 || promise.Ballot != _ballot) return null;
        if (_votes.GetValueOrDefault(from)?.Lives[Lives.Place(from)] > promise.Lives[Lives.Place(from)]) return null;
        _votes[from] = promise;

        // "Paxos Made Simple", section 2.5: a proposer remembers in stable storage the ballots that it has used. Its own promise,
        // durable before it arrives, is that memory; the others' would not tell it where quorums of elections do not meet.
        if (_votes.Count < settings.Phase1Quorum || !_votes.ContainsKey(context.Self)) return null;
        var counting = Lives.Counting(_votes, static vote => vote!.Lives);
        if (counting.Count < settings.Phase1Quorum) return null;
        _stage = Stage.Idle;
        return [.. counting.Select(static vote => vote.Value!)];
    }

    /// <summary>A ballot is in use somewhere: the next one of ours is above it.</summary>
    public void Observe(Ballot ballot)
    {
        if (ballot > _highest) _highest = ballot;
    }

    private bool HasLeader(NodeContext context) =>
        _hadContact && context.Clock.GetElapsedTime(_lastContact) < settings.ElectionTimeout;

    private void Begin(Stage stage, NodeContext context)
    {
        Observe(acceptor.Promised);
        _stage = stage;
        _ballot = _highest.Next(context.Self);
        if (stage == Stage.Phase1) _highest = _ballot;
        _votes.Clear();
        Wait(context);
    }

    private void Wait(NodeContext context) => context.SetTimer(
        Timeout, context.Random.Between(settings.ElectionTimeout, settings.ElectionTimeout + settings.ElectionTimeout));

    private void SendToAll(NodeContext context, PaxosMessage message)
    {
        foreach (var node in settings.Nodes) context.Send(node, message);
    }
}
