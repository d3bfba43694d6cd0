using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.MultiPaxos;

/// <summary>The ballot in which each node began its present life: none, until it has lost its memory and regained it.</summary>
/// <remarks>
/// A promise of an earlier life binds nobody any more, and may still be on its way. Of a quorum's votes, those count whose senders are in
/// no later life as far as any of the quorum knows. Michael, Ports, Sharma and Szekeres, "Recovering Shared Objects Without Stable Storage"
/// (DISC 2017), call the vector of lives a crash vector.
/// </remarks>
internal static class Lives
{
    /// <summary>The votes that count.</summary>
    /// <typeparam name="TVote">The votes.</typeparam>
    /// <param name="votes">One vote of each sender.</param>
    /// <param name="livesOf">What a vote's sender knows of everybody's lives, its own included.</param>
    public static IReadOnlyList<KeyValuePair<NodeId, TVote>> Counting<TVote>(
        IReadOnlyCollection<KeyValuePair<NodeId, TVote>> votes, Func<TVote, Ballot[]> livesOf) =>
        [.. votes.Where(vote => votes.All(other => livesOf(other.Value)[Place(vote.Key)] <= livesOf(vote.Value)[Place(vote.Key)]))];

    /// <summary>A node's place among the lives.</summary>
    public static int Place(NodeId node) => node.Number - 1;
}
