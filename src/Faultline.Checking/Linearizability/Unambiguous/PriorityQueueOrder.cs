namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>
/// Orders a priority queue into which each value is put once; the bound as in Lee and Mathur, "Efficient Decrease-and-Conquer
/// Linearizability Monitoring", OOPSLA 2025, by an argument of its own.
/// </summary>
/// <remarks>
/// A value can be removed in a cell of time throughout which no better one is there, and better ones do not care for worse ones. So
/// values are taken best first, and each is removed as early as the better ones allow, which keeps the time in which it is there, and
/// with it what the worse ones have to avoid, as short as can be; a value is put in as late as it can be. In a cell removals come first,
/// the best one first, then operations that found nothing, then insertions; a value that is put in and removed in one cell is put in
/// just before.
/// </remarks>
internal static class PriorityQueueOrder
{
    /// <summary>A legal order of all operations, or null where there is none.</summary>
    public static int[]? Of(CollectionHistory history)
    {
        var covered = new CoveredCells(history.Never);
        var order = new CellOrder(history);
        var values = Enumerable.Range(0, history.Values.Length).ToArray();
        Array.Sort(Array.ConvertAll(history.Values, static value => value.Priority), values);
        for (int start = 0, end; start < values.Length; start = end)
        {
            var priority = history.Values[values[start]].Priority;
            end = start;
            for (; end < values.Length && history.Values[values[end]].Priority == priority; end++)
            {
                var value = values[end];
                if (history.Values[value].Remove == CollectionHistory.None) continue;
                var cell = covered.NextFree(history.RemoveCalls[value]);
                if (cell >= history.RemoveReturns[value]) return null;
                order.Remove(value, cell, end);
            }

            // Values of the same priority do not keep each other back.
            foreach (var value in values.AsSpan(start..end))
            {
                var (inserted, removed) = (history.InsertReturns[value], order.RemovedIn(value));
                if (removed < inserted) order.InsertJustBefore(value);
                else order.Insert(value, inserted - 1, 0);
                covered.Cover(inserted, removed);
            }
        }

        for (var empty = 0; empty < history.Empties.Length; empty++)
        {
            var cell = covered.NextFree(history.EmptyCalls[empty]);
            if (cell >= history.EmptyReturns[empty]) return null;
            order.FindEmpty(empty, cell);
        }

        return order.Sort();
    }
}
