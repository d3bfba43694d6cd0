using Faultline.Systems.Sessions;

namespace Faultline.Systems.MultiPaxos;

/// <summary>What a new leader must propose, given the promises of a quorum.</summary>
internal static class Phase1
{
    /// <summary>
    /// The values for the slots after the commit index, up to the last one that anyone has accepted: for each the value of the
    /// highest ballot, and a no-op where there is none.
    /// </summary>
    /// <remarks>
    /// Lamport, "Paxos Made Simple" (2001), section 2.2, P2c, and section 3 for the gaps. Any lower ballot's value may differ from
    /// one that was chosen.
    /// </remarks>
    /// <param name="promises">The promises of a quorum.</param>
    /// <param name="commitIndex">Every slot up to this one is known to be chosen.</param>
    /// <param name="takesAny">Plants a mistake: the first value found is taken, whatever its ballot.</param>
    /// <returns>The values, from slot <paramref name="commitIndex"/> + 1 on.</returns>
    public static IReadOnlyList<SessionCommand[]> Values(
        IReadOnlyCollection<PromiseReply> promises, long commitIndex, bool takesAny = false)
    {
        var highest = new SortedDictionary<long, AcceptedEntry>();
        foreach (var promise in promises)
            foreach (var entry in promise.Accepted)
            {
                if (entry.Slot <= commitIndex) continue;
                if (!highest.TryGetValue(entry.Slot, out var known) || (entry.Ballot > known.Ballot && !takesAny))
                    highest[entry.Slot] = entry;
            }

        var values = new List<SessionCommand[]>();
        foreach (var (slot, entry) in highest)
        {
            while (commitIndex + values.Count + 1 < slot) values.Add([]);
            values.Add(entry.Batch);
        }

        return values;
    }
}
