using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>Which levels of isolation the cycles of a graph leave, and the shortest of the cycles.</summary>
/// <param name="graph">The part of the graph that lies on cycles.</param>
/// <param name="findings">What was found so far, and where cycles go.</param>
/// <param name="words">Says why one transaction goes before another.</param>
/// <param name="steps">How many edges may be followed for each kind of cycle.</param>
internal sealed class LevelCheck(DependencyGraph graph, Findings findings, EdgeWords words, long steps)
{
    private readonly TransactionTable _table = findings.Table;
    private readonly CycleSearch _search = new(graph, findings.Table);
    private readonly HashSet<(LevelBase Base, SideOrder Order)> _broken = [];

    /// <summary>Whether the cycles forbid a level.</summary>
    public bool Forbids(LevelBase level, SideOrder order) => _broken.Contains((level, order));

    /// <summary>The orders in which a cycle with one anti-dependency was looked for in vain, but not everywhere.</summary>
    public List<SideOrder> Undecided { get; } = [];

    /// <summary>The components of all dependencies, without an order besides.</summary>
    private Components? Data { get; set; }

    public void Check(SideOrder order)
    {
        var side = EdgeKinds.Through | EdgeKinds.Key | order switch
        {
            SideOrder.Process => EdgeKinds.Process,
            SideOrder.RealTime => EdgeKinds.RealTime,
            _ => EdgeKinds.None,
        };
        var (derivedWw, derivedRw) = order switch
        {
            SideOrder.Process => (EdgeKinds.ProcessWw, EdgeKinds.ProcessRw),
            SideOrder.RealTime => (EdgeKinds.RealTimeWw, EdgeKinds.RealTimeRw),
            _ => (EdgeKinds.None, EdgeKinds.None),
        };
        var (ww, wr) = (EdgeKinds.Ww | side, EdgeKinds.Ww | EdgeKinds.Wr | side);
        var (forward, rw) = (wr | derivedWw, EdgeKinds.Rw | derivedRw);
        var all = Components.Find(new PlainArcs(graph, forward | rw));
        if (order == SideOrder.None) Data = all;
        if (!all.AnyCyclic) return;
        CheckPlain(AnomalyKind.G0, LevelBase.ReadUncommitted, order, EdgeKinds.Ww, ww);
        CheckPlain(AnomalyKind.G1c, LevelBase.ReadCommitted, order, EdgeKinds.Wr, wr);
        CheckSnapshots(order, forward, rw, derivedWw);
        if (Breaks(LevelBase.Serializable, order))
            Tell(AnomalyKind.G2Item, order, new CycleSearch.Wanted
            {
                Shape = CycleShape.Adjacent,
                First = rw,
                Rest = forward | rw,
                Order = order,
                IsSimple = true,
            }, (node, edge) => InOne(all, node, graph.To[edge]));
    }

    /// <summary>Looks for fractured reads, of which each lies on a cycle of data.</summary>
    public void CheckFractures(FracturedReads fractures)
    {
        if (Data is not { AnyCyclic: true } data) return;
        for (var node = 0; node < graph.Nodes; node++)
            if (data.IsCyclic(node) && graph.Original![node] < _table.Count)
                fractures.Check(graph.Original[node]);
    }

    private void CheckPlain(AnomalyKind kind, LevelBase level, SideOrder order, EdgeKinds first, EdgeKinds rest)
    {
        var components = Components.Find(new PlainArcs(graph, rest));
        if (!components.AnyCyclic || !Breaks(level, order)) return;
        Tell(kind, order, new CycleSearch.Wanted
        {
            Shape = CycleShape.Any,
            First = first,
            Rest = rest,
            Order = order,
        }, (node, edge) => InOne(components, node, graph.To[edge]));
    }

    private void CheckSnapshots(SideOrder order, EdgeKinds forward, EdgeKinds rw, EdgeKinds derivedWw)
    {
        var components = Components.Find(new NonadjacentArcs(graph, forward | rw));
        if (!components.AnyCyclic || !Breaks(LevelBase.SnapshotIsolation, order)) return;
        var isNew = Breaks(LevelBase.ConsistentView, order);
        if (!isNew) _broken.Add((LevelBase.ConsistentView, order));
        var descending = Components.Find(new PlainArcs(graph, forward));
        var isCircular = descending.AnyCyclic;
        (bool Any, bool IsComplete) found = isNew ? Tell(AnomalyKind.GSingle, order, new CycleSearch.Wanted
        {
            Shape = CycleShape.Single,
            First = rw | derivedWw,
            Rest = forward,
            Descending = descending.Of,
            Order = order,
        }, Product) : (true, true);
        if (!found.Any && !isCircular)
        {
            _broken.Remove((LevelBase.ConsistentView, order));
            if (!found.IsComplete) Undecided.Add(order);
        }

        // Only where there is nothing better is a walk that comes by one transaction twice told.
        Tell(AnomalyKind.GNonadjacent, order, new CycleSearch.Wanted
        {
            Shape = CycleShape.Nonadjacent,
            First = rw,
            Rest = forward | rw,
            Order = order,
            IsSimple = found.Any || isCircular,
        }, Product);

        int Product(int node, int edge)
        {
            var isRw = ((1 << (int)graph.Kind[edge]) & (int)EdgeKinds.AnyRw) != 0;
            return InOne(components, 2 * node, (2 * graph.To[edge]) + (isRw ? 1 : 0));
        }
    }

    /// <summary>Notes that a level is broken, and tells whether it was not already without the order or with a weaker one.</summary>
    private bool Breaks(LevelBase level, SideOrder order)
    {
        _broken.Add((level, order));
        for (var weaker = SideOrder.None; weaker < order; weaker++)
            if (_broken.Contains((level, weaker)))
                return false;
        return true;
    }

    private static int InOne(Components components, int from, int to) =>
        components.Of[from] == components.Of[to] ? components.Of[from] : -1;

    private (bool Any, bool IsComplete) Tell(
        AnomalyKind kind, SideOrder order, in CycleSearch.Wanted wanted, Func<int, int, int> componentOf)
    {
        var cycles = _search.Find(wanted, componentOf, Findings.MostPerKind, steps, out var isComplete);
        foreach (var cycle in cycles.OrderBy(static cycle => cycle.Count)) findings.Add(ToAnomaly(kind, order, cycle));
        return (cycles.Count > 0, isComplete);
    }

    private Anomaly ToAnomaly(AnomalyKind kind, SideOrder order, List<(int Transaction, EdgeKind Edge)> cycle)
    {
        // From the first to begin on.
        var first = cycle.IndexOf(cycle.MinBy(static step => step.Transaction));
        cycle = [.. cycle[first..], .. cycle[..first]];
        var names = new Dictionary<int, string>();
        foreach (var (transaction, _) in cycle) names.TryAdd(transaction, $"T{names.Count + 1}");
        var steps = new List<CycleStep>();
        for (var i = 0; i < cycle.Count; i++)
        {
            var (from, edge) = cycle[i];
            var to = cycle[(i + 1) % cycle.Count].Transaction;
            var (key, reason) = words.Explain(from, to, edge, names[from], names[to]);
            steps.Add(new CycleStep(_table.Entries[from], _table.Entries[to], KindOf(edge), key, reason));
        }

        List<HistoryEntry> transactions = [.. names.Keys.Select(transaction => _table.Entries[transaction])];
        return new Anomaly(kind, order, string.Join("; ", steps.Select(static step => step.Reason)), transactions) { Cycle = steps };
    }

    private static DependencyKind KindOf(EdgeKind edge) => edge switch
    {
        EdgeKind.Wr => DependencyKind.Read,
        EdgeKind.Rw or EdgeKind.ProcessRw or EdgeKind.RealTimeRw => DependencyKind.Anti,
        EdgeKind.Process => DependencyKind.Process,
        EdgeKind.RealTime => DependencyKind.RealTime,
        EdgeKind.Key => DependencyKind.Key,
        _ => DependencyKind.Write,
    };
}
