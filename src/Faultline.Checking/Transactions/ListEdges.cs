using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>The dependencies of transactions on one list, from its order.</summary>
internal sealed class ListEdges(TransactionTable table, ListKeys lists, Dependencies dependencies)
{
    private readonly int[] _scratch = new int[table.Count];
    private readonly List<int> _lastReaders = [], _unplaced = [];
    private int[] _nextWriter = [];

    public void Add(int key, ReadOnlySpan<int> steps)
    {
        var order = lists.OrderOf(key);
        var last = AddWrites(order);
        _lastReaders.Clear();
        _unplaced.Clear();
        foreach (var step in steps)
        {
            var transaction = table.TransactionOf[step];
            var version = table.Version[step];
            if (table.KindOf[step] == StepKind.Append)
            {
                if (version == TransactionTable.Unplaced && table.Committed[transaction]) AddOnce(_unplaced, transaction);
                continue;
            }

            if (version < 0) continue;
            if (table.WriterAt(order, version - 1) is >= 0 and var writer) dependencies.Add(writer, transaction, EdgeKind.Wr);
            if (_nextWriter[version] >= 0) dependencies.Add(transaction, _nextWriter[version], EdgeKind.Rw);
            else AddOnce(_lastReaders, transaction);
        }

        if (last >= 0)
            foreach (var writer in _unplaced)
                dependencies.Add(last, writer, EdgeKind.Ww);
        dependencies.AddProduct(_lastReaders, _unplaced, EdgeKind.Rw, _scratch);
    }

    /// <summary>Adds the write dependencies, and tells the last writer; -1 for none.</summary>
    private int AddWrites(int[] order)
    {
        if (_nextWriter.Length <= order.Length) _nextWriter = new int[2 * (order.Length + 1)];
        var next = _nextWriter[order.Length] = -1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            if (table.CommittedWriter(order[i]) is >= 0 and var writer)
            {
                if (next >= 0) dependencies.Add(writer, next, EdgeKind.Ww);
                next = writer;
            }

            _nextWriter[i] = next;
        }

        return table.WriterAt(order, order.Length - 1);
    }

    /// <summary>Adds a transaction to a list that is in their order.</summary>
    private static void AddOnce(List<int> transactions, int transaction)
    {
        if (transactions.Count == 0 || transactions[^1] != transaction) transactions.Add(transaction);
    }
}
