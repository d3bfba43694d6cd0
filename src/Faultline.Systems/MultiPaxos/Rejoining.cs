using Faultline.Model.Nodes;
using Faultline.Systems.Journals;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.MultiPaxos;

/// <summary>How a replica that has lost its memory gets it back from the others. Until then it learns, and takes no part.</summary>
/// <remarks>
/// <para>
/// 1. It asks what the others have promised and how far they are, which changes nothing, and catches up. 2. It begins a new life in a
/// ballot above all of that: enough others promise it, and say what they have accepted. 3. It takes over the value of the highest ballot
/// for each slot, and when all of this is durable it is an acceptor as any other. Others that have lost their memory do not answer.
/// </para>
/// <para>
/// Enough are as many as meet every quorum without this node in it, so whatever its lost votes helped to choose is among the answers. The
/// argument is in docs/decisions/0011-rejoining.md.
/// </para>
/// </remarks>
internal sealed class Rejoining(
    ReplicaSettings settings, Journal<JournalRecord> journal, ReplicaLog log, Acceptor acceptor, Learner learner)
{
    /// <summary>So few slots behind the others, the rest can be caught up with after they have promised.</summary>
    private const int Near = 64;

    private static readonly TimerKind AskAgain = new("rejoin");

    private readonly SortedDictionary<NodeId, PreVoteReply> _others = [];
    private readonly SortedDictionary<NodeId, RejoinReply> _replies = [];
    private Ballot _highest;
    private Ballot _ballot;
    private long _attempt;
    private long _regainedAt;

    /// <summary>Whether a timer is its own.</summary>
    public static bool Owns(TimerKey timer) => timer.Kind == AskAgain;

    /// <summary>Whether everything is regained and durable.</summary>
    public bool IsDone => _regainedAt > 0 && journal.Durable >= _regainedAt;

    /// <summary>Begins, or begins again.</summary>
    public void Start(NodeContext context)
    {
        _highest = acceptor.Promised;
        Look(context);
    }

    /// <summary>No end was reached in time: messages were lost, or there were not enough others.</summary>
    public void OnTimer(NodeContext context)
    {
        if (_regainedAt == 0) Look(context);
    }

    /// <summary>Another has promised more than the ballot that was asked for.</summary>
    public void OnNack(NodeContext context, Nack nack)
    {
        Observe(nack.Promised);
        if (_regainedAt == 0 && nack.Ballot == _ballot) context.SetTimer(AskAgain, settings.Heartbeat);
    }

    /// <summary>A ballot is in use somewhere.</summary>
    public void Observe(Ballot ballot)
    {
        if (ballot > _highest) _highest = ballot;
    }

    /// <summary>Another says what it has promised and how far it is.</summary>
    public void OnPreVoteReply(NodeContext context, NodeId from, PreVoteReply reply)
    {
        Observe(reply.Promised);
        if (from == context.Self) return;
        _others[from] = reply;
        Continue(context);
    }

    /// <summary>Another has promised, and says what it has accepted.</summary>
    public void OnReply(NodeContext context, NodeId from, RejoinReply reply)
    {
        Observe(reply.Ballot);
        if (reply.Ballot != _ballot || reply.Attempt != _attempt) return;
        _replies[from] = reply;
        Continue(context);
    }

    /// <summary>Does what can be done now: catches up, asks for promises, or takes over what came with them.</summary>
    public void Continue(NodeContext context)
    {
        if (_regainedAt > 0 || _others.Count < settings.RejoinQuorum) return;
        if (_ballot == Ballot.None)
        {
            if (IsBehind(context, Furthest(_others.Select(static other => (other.Key, other.Value.CommitIndex))), Near)) return;
            Observe(_ballot = _highest.Next(context.Self));
            _attempt = context.Random.Below(long.MaxValue) + 1;
            context.Broadcast(settings.Nodes, new Rejoin(_ballot, _attempt));
            return;
        }

        var replies = Lives.Counting(_replies, static reply => reply.Lives);
        if (replies.Count < settings.RejoinQuorum) return;
        if (IsBehind(context, Furthest(replies.Select(static reply => (reply.Key, reply.Value.CommitIndex))), 0)) return;
        acceptor.Regain(context.Self, _ballot, replies.Select(static reply => reply.Value));
        _regainedAt = learner.RewriteJournal(context);
        context.CancelTimer(AskAgain);
    }

    /// <summary>Asks the others from the beginning: a ballot that did not get enough promises is given up.</summary>
    private void Look(NodeContext context)
    {
        _others.Clear();
        _replies.Clear();
        _ballot = Ballot.None;
        context.Broadcast(settings.Nodes, new PreVote(_highest.Next(context.Self), log.CommitIndex));
        context.SetTimer(
            AskAgain, context.Random.Between(settings.ElectionTimeout, settings.ElectionTimeout + settings.ElectionTimeout));
    }

    private bool IsBehind(NodeContext context, (NodeId Node, long CommitIndex) other, long most)
    {
        if (log.CommitIndex + most >= other.CommitIndex) return false;
        learner.AskFor(context, other.Node);
        return true;
    }

    private static (NodeId Node, long CommitIndex) Furthest(IEnumerable<(NodeId Node, long CommitIndex)> others) =>
        others.MaxBy(static other => other.CommitIndex);
}
