using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>Splits a part whose operations fall into lots that have nothing to do with each other.</summary>
/// <remarks>
/// Where every operation of one lot commutes with every operation of the others, legal orders of the lots can be merged as
/// legal orders of different objects can (Herlihy and Wing, 1990): so each lot is checked by itself, as if the model had said
/// that it is a part.
/// </remarks>
internal static class IndependentOperations
{
    private const int MostComparisons = 1_000_000;

    /// <summary>The lots, in the order of their first operations; the part itself where it is one lot, or too large to tell.</summary>
    public static IEnumerable<HistoryPart> Split<TState>(HistoryPart part, SequentialModel<TState> model)
    {
        // All operations on a single value have to do with each other.
        if (part.Entries.Count < 2 || model.AccessOf(part.Entries[0].Operation, part.Entries[0].Observed()) is not null) return [part];
        var lots = new List<List<HistoryEntry>>();
        var comparisons = 0;
        foreach (var entry in part.Entries)
        {
            var joined = new List<HistoryEntry>();
            for (var i = lots.Count - 1; i >= 0; i--)
            {
                var met = lots[i].FindIndex(other => !model.Commute(entry.Operation, other.Operation));
                comparisons += met < 0 ? lots[i].Count : met + 1;
                if (met < 0) continue;
                joined.AddRange(lots[i]);
                lots.RemoveAt(i);
            }

            if (comparisons > MostComparisons) return [part];
            joined.Add(entry);
            lots.Add(joined);
        }

        return lots.Count == 1
            ? [part]
            : lots.Select(lot => new HistoryPart(part.Name, [.. lot.OrderBy(static entry => entry.Invoked.Index)]))
                .OrderBy(static lot => lot.Entries[0].Invoked.Index);
    }
}
