using Faultline.Checking.Transactions;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Transactions;

/// <summary>Levels of isolation as they are defined: tries every order of the transactions that committed, on lists.</summary>
internal static class BruteForceIsolation
{
    public static bool IsSerializable(History history, SideOrder order)
    {
        var transactions = Committed(history);
        return CanCommit(transactions, [], order, static (transaction, before, _) => Explains(transaction, Before(before, before.Count)));
    }

    /// <summary>Each reads a snapshot of those that committed before some moment, and none that commits since writes what it writes.</summary>
    public static bool IsSnapshotIsolated(History history, SideOrder order) =>
        CanCommit(Committed(history), [], order, static (transaction, before, order) =>
        {
            for (var snapshot = before.Count; snapshot >= 0; snapshot--)
            {
                if (snapshot < before.Count && Precedes(before[snapshot], transaction, order)) return false;
                if (snapshot < before.Count && Keys(before[snapshot]).Intersect(Keys(transaction)).Any()) return false;
                if (Explains(transaction, Before(before, snapshot))) return true;
            }

            return false;
        });

    /// <summary>Whether an order of the transactions that is said to prove serializability does.</summary>
    public static bool Proves(IReadOnlyList<HistoryEntry> serialOrder) =>
        Enumerable.Range(0, serialOrder.Count).All(i => Explains(serialOrder[i], Before(serialOrder, i)));

    /// <summary>Whether at most one transaction that committed appended to each list what nobody read.</summary>
    public static bool KnowsOrders(History history)
    {
        var read = Committed(history).SelectMany(Steps).Where(static step => step.Kind == StepKind.Read).SelectMany(static step => step.List!);
        var seen = read.ToHashSet();
        return Committed(history)
            .SelectMany(static entry => Steps(entry)
                .Where(static step => step.Kind == StepKind.Append).Select(step => (step.Key, step.Value, Entry: entry)))
            .Where(step => !seen.Contains(step.Value!)).Select(static step => (step.Key, step.Entry)).Distinct()
            .GroupBy(static step => step.Key).All(static key => key.Count() == 1);
    }

    private static List<HistoryEntry> Committed(History history) =>
        [.. history.Entries.Where(static entry => entry.Outcome == OperationOutcome.Ok)];

    private static bool CanCommit(
        List<HistoryEntry> rest, List<HistoryEntry> before, SideOrder order, Func<HistoryEntry, List<HistoryEntry>, SideOrder, bool> explains)
    {
        if (rest.Count == 0) return true;
        foreach (var next in rest)
        {
            if (rest.Exists(other => other != next && Precedes(other, next, order)) || !explains(next, before, order)) continue;
            if (CanCommit([.. rest.Where(other => other != next)], [.. before, next], order, explains)) return true;
        }

        return false;
    }

    private static bool Precedes(HistoryEntry one, HistoryEntry other, SideOrder order) => order switch
    {
        SideOrder.Process => one.Process == other.Process && one.Invoked < other.Invoked,
        SideOrder.RealTime => one.Completed < other.Invoked,
        _ => false,
    };

    private static IEnumerable<string> Keys(HistoryEntry transaction) =>
        Steps(transaction).Where(static step => step.Kind == StepKind.Append).Select(static step => step.Key);

    private static IReadOnlyList<TransactionStep> Steps(HistoryEntry transaction) => ((TransactionResult)transaction.Result!).Steps;

    private static Dictionary<string, List<string>> Before(IReadOnlyList<HistoryEntry> order, int count)
    {
        var lists = new Dictionary<string, List<string>>();
        foreach (var transaction in order.Take(count))
            foreach (var step in Steps(transaction))
                if (step.Kind == StepKind.Append)
                    ListOf(lists, step.Key).Add(step.Value!);
        return lists;
    }

    private static bool Explains(HistoryEntry transaction, Dictionary<string, List<string>> lists)
    {
        foreach (var step in Steps(transaction))
        {
            if (step.Kind == StepKind.Append) ListOf(lists, step.Key).Add(step.Value!);
            else if (!ListOf(lists, step.Key).SequenceEqual(step.List!)) return false;
        }

        return true;
    }

    private static List<string> ListOf(Dictionary<string, List<string>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }
}
