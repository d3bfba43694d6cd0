using Faultline.Model.Nodes;

namespace Faultline.Systems.Paxos;

/// <summary>The proposer of one instance at one node.</summary>
/// <param name="self">Whose proposer it is.</param>
/// <param name="quorum">How many promises it needs.</param>
/// <param name="wish">The value that its user wants.</param>
internal sealed class Proposer(NodeId self, int quorum, string wish)
{
    private readonly SortedDictionary<NodeId, Promise> _promises = [];
    private Ballot _highest;
    private bool _proposed;

    /// <summary>The ballot of the attempt under way.</summary>
    public Ballot Ballot { get; private set; }

    /// <summary>Begins a new attempt, above every ballot seen.</summary>
    /// <param name="promised">What the node's own acceptor has promised, which remembers the ballots of earlier proposers here.</param>
    /// <returns>Its ballot.</returns>
    public Ballot Begin(Ballot promised)
    {
        _promises.Clear();
        _proposed = false;
        if (promised > _highest) _highest = promised;
        return Ballot = _highest = _highest.Next(self);
    }

    /// <summary>A promise has come.</summary>
    /// <returns>The value to propose, once a quorum, the node's own acceptor among it, has promised; else null.</returns>
    public string? OnPromise(NodeId from, Promise promise)
    {
        if (promise.Ballot != Ballot || _proposed) return null;
        _promises[from] = promise;

        // "Paxos Made Simple", section 2.5: a proposer remembers in stable storage the ballots that it has used. Its own
        // acceptor's promise, which is durable once it arrives, is that memory.
        if (_promises.Count < quorum || !_promises.ContainsKey(self)) return null;
        _proposed = true;
        return Choose(_promises.Values, wish);
    }

    /// <summary>A refusal has come.</summary>
    /// <returns>Whether the attempt under way is lost.</returns>
    public bool OnNack(Nack nack)
    {
        if (nack.Promised > _highest) _highest = nack.Promised;
        return nack.Ballot == Ballot;
    }

    /// <summary>
    /// The value of the highest ballot among those that were accepted, which is the only one that can have been chosen; the
    /// proposer's own wish where nothing was accepted. "Paxos Made Simple", section 2.2, P2c.
    /// </summary>
    public static string Choose(IEnumerable<Promise> promises, string wish) =>
        promises.MaxBy(static promise => promise.AcceptedBallot)?.AcceptedValue ?? wish;
}
