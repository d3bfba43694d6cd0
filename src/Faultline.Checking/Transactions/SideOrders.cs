namespace Faultline.Checking.Transactions;

/// <summary>The orders of transactions that are not about their data.</summary>
internal static class SideOrders
{
    /// <summary>Each process had its transactions one after another.</summary>
    public static void AddProcesses(TransactionTable table, Dependencies dependencies) =>
        AddProcesses(table, dependencies, Committed(table), EdgeKind.Process);

    /// <summary>Of two transactions, one may have ended before the other began.</summary>
    /// <remarks>
    /// A chain of nodes stands for time: who ends goes into it, and who begins comes out of it, so that there are only a few edges for each
    /// transaction.
    /// </remarks>
    public static void AddRealTime(TransactionTable table, Dependencies dependencies) =>
        AddRealTime(table, dependencies, Committed(table), EdgeKind.RealTime);

    /// <summary>The transactions on one key follow each other in an order that is known of keys.</summary>
    public static void AddKey(TransactionTable table, ReadOnlySpan<int> steps, SideOrder order, Dependencies dependencies)
    {
        var transactions = new List<int>();
        foreach (var step in steps)
        {
            var transaction = table.TransactionOf[step];
            if (table.Committed[transaction] && (transactions.Count == 0 || transactions[^1] != transaction)) transactions.Add(transaction);
        }

        if (order == SideOrder.Process) AddProcesses(table, dependencies, transactions, EdgeKind.Key);
        else AddRealTime(table, dependencies, transactions, EdgeKind.Key);
    }

    private static IEnumerable<int> Committed(TransactionTable table) =>
        Enumerable.Range(0, table.Count).Where(transaction => table.Committed[transaction]);

    private static void AddProcesses(TransactionTable table, Dependencies dependencies, IEnumerable<int> transactions, EdgeKind kind)
    {
        var last = new Dictionary<int, int>();
        foreach (var transaction in transactions)
        {
            var process = table.Entries[transaction].Process;
            if (last.TryGetValue(process, out var before)) dependencies.Add(before, transaction, kind);
            last[process] = transaction;
        }
    }

    private static void AddRealTime(
        TransactionTable table, Dependencies dependencies, IEnumerable<int> transactions, EdgeKind kind)
    {
        int[] begun = [.. transactions];
        int[] ended = [.. begun.Where(table.IsOk)];
        var ends = Array.ConvertAll(ended, i => table.Entries[i].Completed.Index);
        Array.Sort(ends, ended);
        var (moment, next, isNew) = (-1, 0, true);
        foreach (var transaction in begun)
        {
            for (; next < ended.Length && ends[next] < table.Entries[transaction].Invoked.Index; next++)
            {
                // Those that end while none begins share a moment.
                if (isNew)
                {
                    var later = dependencies.AddNode();
                    if (moment >= 0) dependencies.Add(moment, later, EdgeKind.Through);
                    (moment, isNew) = (later, false);
                }

                dependencies.Add(ended[next], moment, kind);
            }

            if (moment >= 0) dependencies.Add(moment, transaction, EdgeKind.Through);
            isNew = true;
        }
    }
}
