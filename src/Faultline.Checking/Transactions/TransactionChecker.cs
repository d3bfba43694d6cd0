using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>Decides how well transactions on lists and registers were isolated from each other, after Elle.</summary>
/// <remarks>
/// <para>
/// Transactions append to lists and read them, or write registers and read them, each value once to a key. Reads then tell which
/// transaction goes before which, and what a level forbids are circles of such dependencies (Adya). Kingsbury and Alvaro, "Elle:
/// Inferring Isolation Anomalies from Experimental Observations" (2020). The time taken is nearly linear in what was read.
/// </para>
/// <para>
/// Transactions with outcome fail did not commit. Those with an unknown outcome did if something was read of them; else nothing is known
/// of them. For lists without unknown outcomes the answer is exact for serializability, and for the other levels as well where no two
/// transactions appended what nobody read to one list. Else, for registers, whose versions are known to follow each other only in part,
/// and where what unknown transactions read would matter, a level that is named broken is, and one that is named allowed may not be.
/// </para>
/// </remarks>
public static class TransactionChecker
{
    /// <summary>Decides whether the transactions of a history were isolated as promised.</summary>
    /// <param name="history">What the users asked and got: transactions only.</param>
    /// <param name="options">What was promised; null for strict serializability.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history and options.</returns>
    /// <exception cref="HistoryFormatException">The history is not one of transactions with unique writes.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static IsolationResult Check(History history, TransactionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= TransactionOptions.Default;
        if ((IsolationLevels.OrderOf(options.Level) == SideOrder.RealTime && !options.HasRealTime)
            || (IsolationLevels.OrderOf(options.Level) == SideOrder.Process && !options.HasProcesses))
        {
            throw new HistoryFormatException($"{IsolationLevels.NameOf(options.Level)} is about an order that this history does not have: "
                + "ask for a level without it, such as serializable");
        }

        return new Run(history, options, cancellation).Check();
    }

    private sealed class Run
    {
        private readonly TransactionOptions _options;
        private readonly CancellationToken _cancellation;
        private readonly TransactionTable _table;
        private readonly Findings _findings;
        private readonly ListKeys _lists;
        private readonly Dependencies _dependencies;
        private readonly SideOrder[] _orders;

        public Run(History history, TransactionOptions options, CancellationToken cancellation)
        {
            (_options, _cancellation) = (options, cancellation);
            _table = new TransactionTable(history);
            _findings = new Findings(_table);
            _lists = new ListKeys(_findings);
            _dependencies = new Dependencies(_table.Count);
            _orders =
            [
                SideOrder.None,
                .. options.HasProcesses ? [SideOrder.Process] : Array.Empty<SideOrder>(),
                .. options.HasRealTime ? [SideOrder.RealTime] : Array.Empty<SideOrder>(),
            ];
        }

        public IsolationResult Check()
        {
            ReadKeys();
            if (_options.HasProcesses) SideOrders.AddProcesses(_table, _dependencies);
            if (_options.HasRealTime) SideOrders.AddRealTime(_table, _dependencies);
            _cancellation.ThrowIfCancellationRequested();
            var graph = _dependencies.ToGraph();
            var components = Components.Find(new PlainArcs(graph, EdgeKinds.All));
            _cancellation.ThrowIfCancellationRequested();
            LevelCheck? cycles = null;
            if (components.AnyCyclic)
            {
                cycles = new LevelCheck(graph.Within(components), _findings, new EdgeWords(_table, _lists), _options.Steps);
                foreach (var order in _orders)
                {
                    _cancellation.ThrowIfCancellationRequested();
                    cycles.Check(order);
                }

                cycles.CheckFractures(new FracturedReads(_findings, _lists));
            }

            var levels = new LevelVerdicts(_findings, cycles, _orders);
            return levels.ToResult(_options.Level, _table, _dependencies.DataCount, SerialOrder(levels, graph, components));
        }

        private void ReadKeys()
        {
            var keys = new KeySteps(_table);
            var registers = new RegisterKeys(_findings);
            var transactions = new ListTransactions(_findings, _lists);
            for (var key = 0; key < _table.Keys.Count; key++)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (IsList(key)) _lists.Read(key, keys.Of(key));
                else registers.Read(key, keys.Of(key));
            }

            var listEdges = new ListEdges(_table, _lists, _dependencies);
            var registerEdges = new RegisterEdges(_table, _dependencies);
            var versionOrder = new RegisterVersionOrder(_findings, _dependencies);
            for (var key = 0; key < _table.Keys.Count; key++)
            {
                if (_options.KeyOrder != SideOrder.None)
                    SideOrders.AddKey(_table, keys.Of(key), _options.KeyOrder, _dependencies);
                if (IsList(key))
                {
                    transactions.Check(key, keys.Of(key));
                    listEdges.Add(key, keys.Of(key));
                }
                else
                {
                    registerEdges.Add(keys.Of(key));
                    AddVersions(key, SideOrder.Process, EdgeKind.ProcessWw, EdgeKind.ProcessRw);
                    AddVersions(key, SideOrder.RealTime, EdgeKind.RealTimeWw, EdgeKind.RealTimeRw);
                }
            }

            void AddVersions(int key, SideOrder order, EdgeKind ww, EdgeKind rw)
            {
                if (_options.KeyOrder == order) versionOrder.Add(key, keys.Of(key), order, EdgeKind.Ww, EdgeKind.Rw);
                else if (_orders.Contains(order)) versionOrder.Add(key, keys.Of(key), order, ww, rw);
            }
        }

        private bool IsList(int key) => _table.KindOfKey[key] == StepKind.Append;

        /// <summary>The transactions in the order that the dependencies leave, where that is a proof.</summary>
        private List<HistoryEntry> SerialOrder(LevelVerdicts levels, DependencyGraph graph, Components components)
        {
            var order = _orders.LastOrDefault(order => levels.Allows(LevelBase.Serializable, order), (SideOrder)byte.MaxValue);
            if (order > SideOrder.RealTime || _table.KindOfKey.Contains(StepKind.Write)) return [];
            if (components.AnyCyclic)
            {
                var side = order == SideOrder.Process ? EdgeKinds.Process : EdgeKinds.None;
                components = Components.Find(new PlainArcs(
                    graph, EdgeKinds.Ww | EdgeKinds.Wr | EdgeKinds.Rw | EdgeKinds.Key | EdgeKinds.Through | side));
            }

            var transactions = new int[components.Count];
            Array.Fill(transactions, -1);
            for (var i = 0; i < _table.Count; i++)
                if (_table.Committed[i])
                    transactions[components.Of[i]] = i;
            Array.Reverse(transactions);
            return [.. transactions.Where(static i => i >= 0).Select(i => _table.Entries[i])];
        }
    }
}
