namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>Who has to go when somebody new calls and all places are taken.</summary>
/// <remarks>
/// As Bitcoin Core does it: some are protected by qualities that an attacker cannot have all at once (near, useful, of a group of its own,
/// long there), and of the rest the youngest of the largest group goes.
/// </remarks>
internal static class Eviction
{
    /// <summary>How many are protected by each quality.</summary>
    public const int ProtectedByEach = 4;

    /// <summary>Chooses.</summary>
    /// <param name="inbound">Those who have called.</param>
    /// <param name="groupOf">The group of an address.</param>
    /// <returns>Who goes; null where all are protected.</returns>
    public static Peer? Choose(IEnumerable<Peer> inbound, Func<Peer, int> groupOf)
    {
        var candidates = inbound.ToList();
        Protect(candidates, ProtectedByEach, static peer => peer.ShortestRoundTrip);
        Protect(candidates, ProtectedByEach, static peer => -peer.TransactionAt);
        Protect(candidates, ProtectedByEach, static peer => -peer.BlockAt);

        // One of each group that is alone, up to the same number: the groups of an attacker are few.
        var alone = candidates.GroupBy(groupOf).Where(static group => group.Count() == 1).Select(static group => group.First()).ToList();
        foreach (var peer in alone.Take(ProtectedByEach)) candidates.Remove(peer);
        Protect(candidates, candidates.Count / 2, static peer => peer.Since);
        if (candidates.Count == 0) return null;
        var largest = candidates.GroupBy(groupOf).OrderByDescending(static group => group.Count())
            .ThenBy(static group => group.Key).First();
        return largest.MaxBy(static peer => (peer.Since, peer.Id));
    }

    private static void Protect(List<Peer> candidates, int count, Func<Peer, long> rank)
    {
        foreach (var peer in candidates.OrderBy(rank).ThenBy(static peer => peer.Id).Take(count).ToList()) candidates.Remove(peer);
    }
}
