using Faultline.Model.Nodes;

namespace Faultline.Systems.Paxos;

/// <summary>The learner of one instance: a value is chosen once a quorum has accepted it in one ballot.</summary>
/// <param name="quorum">How many acceptors that takes.</param>
internal sealed class Learner(int quorum)
{
    private readonly SortedDictionary<Ballot, SortedSet<NodeId>> _acceptedBy = [];

    /// <summary>The chosen value; null while none is known.</summary>
    public string? Chosen { get; private set; }

    /// <summary>An acceptor has accepted.</summary>
    /// <returns>Whether this makes a value chosen that was not known before.</returns>
    public bool OnAccepted(NodeId from, Accepted accepted)
    {
        if (Chosen is not null) return false;
        if (!_acceptedBy.TryGetValue(accepted.Ballot, out var nodes)) _acceptedBy.Add(accepted.Ballot, nodes = []);
        nodes.Add(from);
        if (nodes.Count < quorum) return false;
        Chosen = accepted.Value;
        _acceptedBy.Clear();
        return true;
    }
}
