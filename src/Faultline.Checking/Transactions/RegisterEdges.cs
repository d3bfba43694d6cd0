using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>The dependencies of transactions on one register.</summary>
internal sealed class RegisterEdges(TransactionTable table, Dependencies dependencies)
{
    private readonly int[] _scratch = new int[table.Count];

    public void Add(ReadOnlySpan<int> steps)
    {
        var readers = new SortedDictionary<int, List<int>>();
        var writers = new SortedDictionary<int, List<int>>();
        foreach (var step in steps)
        {
            var transaction = table.TransactionOf[step];
            if (!table.Committed[transaction]) continue;
            if (table.KindOf[step] == StepKind.Read)
            {
                var version = table.Version[step];
                if (version == TransactionTable.Unknown) continue;
                if (table.CommittedWriter(version) is >= 0 and var writer) dependencies.Add(writer, transaction, EdgeKind.Wr);
                AddOnce(readers, version, transaction);
            }
            else
            {
                // What is not known to be written over anything is at least written over the version before any write.
                var over = table.WrittenOver[step];
                AddOnce(writers, over == TransactionTable.Unknown ? TransactionTable.Initial : over, transaction);
            }
        }

        foreach (var (version, before) in readers)
            if (writers.TryGetValue(version, out var after))
                dependencies.AddProduct(before, after, EdgeKind.Rw, _scratch);
    }

    private static void AddOnce(SortedDictionary<int, List<int>> lists, int version, int transaction)
    {
        if (!lists.TryGetValue(version, out var list)) lists[version] = list = [];
        if (list.Count == 0 || list[^1] != transaction) list.Add(transaction);
    }
}
