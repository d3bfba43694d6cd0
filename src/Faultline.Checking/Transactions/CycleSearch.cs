namespace Faultline.Checking.Transactions;

/// <summary>Looks for the shortest cycles of one kind, each through an edge that the kind needs.</summary>
/// <remarks>
/// For each such edge, a breadth-first search from its end back to its beginning, as far as a shorter cycle would be. The first search of
/// each component is always finished; after that the steps decide when it is enough, so that the same graph gives the same cycles.
/// </remarks>
/// <param name="graph">The graph.</param>
/// <param name="table">The transactions.</param>
internal sealed class CycleSearch(DependencyGraph graph, TransactionTable table)
{
    /// <summary>Of a walk: whether it ends with an anti-dependency, and whether there was what the kind asks for besides.</summary>
    private const int EndsWithRw = 1, HasMore = 2, States = 4;

    private readonly int[] _parent = new int[States * graph.Nodes];
    private readonly EdgeKind[] _parentEdge = new EdgeKind[States * graph.Nodes];
    private readonly int[] _visited = new int[States * graph.Nodes];
    private List<(int State, int Parent, EdgeKind Edge)> _now = [], _next = [];
    private int _search;

    /// <summary>What a search looks for.</summary>
    internal readonly record struct Wanted
    {
        public required CycleShape Shape { get; init; }

        /// <summary>The edges of which a cycle needs one.</summary>
        public required EdgeKinds First { get; init; }

        /// <summary>The other edges that it may have.</summary>
        public required EdgeKinds Rest { get; init; }

        /// <summary>A numbering of the nodes that never rises along an edge of <see cref="Rest"/>; null where there is none.</summary>
        public int[]? Descending { get; init; }

        /// <summary>The order besides that <see cref="Rest"/> has.</summary>
        public SideOrder Order { get; init; }

        /// <summary>Whether no transaction may stand in it twice.</summary>
        public bool IsSimple { get; init; }
    }

    /// <summary>Finds the shortest cycle of each component, of some of them.</summary>
    /// <param name="wanted">What to look for.</param>
    /// <param name="componentOf">The component in which an edge lies, as a number from 0; -1 for none.</param>
    /// <param name="most">Of how many components at most.</param>
    /// <param name="steps">How many edges to follow, about.</param>
    /// <param name="isComplete">Whether all edges were tried, so that what was not found is not there.</param>
    public List<List<(int Transaction, EdgeKind Edge)>> Find(
        in Wanted wanted, Func<int, int, int> componentOf, int most, long steps, out bool isComplete)
    {
        var best = new OrderedDictionary<int, List<(int Transaction, EdgeKind Edge)>>();
        isComplete = true;
        for (var node = 0; node < graph.Nodes; node++)
        {
            if (!IsTransaction(node)) continue;
            for (var edge = graph.Starts[node]; edge < graph.Starts[node + 1]; edge++)
            {
                if (((int)wanted.First & (1 << (int)graph.Kind[edge])) == 0) continue;
                var component = componentOf(node, edge);
                if (component < 0) continue;
                var known = best.GetValueOrDefault(component);
                if (known is { Count: 2 } || (known is null && best.Count == most)) continue;
                if (steps <= 0 && (known is not null || best.Count > 0 || wanted.Shape == CycleShape.Single))
                {
                    isComplete = false;
                    continue;
                }

                if (Shortest(node, edge, wanted, known?.Count ?? int.MaxValue, ref steps) is { } cycle) best[component] = cycle;
            }
        }

        return [.. best.Values];
    }

    private bool IsTransaction(int node) => Original(node) < table.Count;

    private int Original(int node) => graph.Original is { } original ? original[node] : node;

    private List<(int Transaction, EdgeKind Edge)>? Shortest(int from, int edge, in Wanted wanted, int below, ref long steps)
    {
        var (target, kind) = (graph.To[edge], graph.Kind[edge]);
        if (wanted.Shape is CycleShape.Any or CycleShape.Single && wanted.Order != SideOrder.None && IsTransaction(target)
            && GoesBefore(Original(target), Original(from), wanted.Order) is { } back)
        {
            return [(Original(from), kind), (Original(target), back)];
        }

        if (wanted.Descending is { } place && place[target] < place[from]) return null;
        _search++;
        _now.Clear();
        var starts = wanted.Shape is CycleShape.Nonadjacent or CycleShape.Adjacent ? EndsWithRw : 0;
        _now.Add(((States * target) + starts, -1, kind));
        for (var length = 1; _now.Count > 0 && length < below; length++)
        {
            _next.Clear();
            for (var i = 0; i < _now.Count; i++)
            {
                var (state, parent, entered) = _now[i];
                if (_visited[state] == _search) continue;
                _visited[state] = _search;
                (_parent[state], _parentEdge[state]) = (parent, entered);
                if (state / States == from && IsWanted(wanted.Shape, state % States))
                {
                    var cycle = ToCycle(from, kind, state);
                    return !wanted.IsSimple || IsSimple(cycle) ? cycle : null;
                }

                steps -= Expand(state, wanted, from);
            }

            (_now, _next) = (_next, _now);
        }

        return null;
    }

    /// <summary>Adds where one can go from a state: at no cost out of nodes that stand for no transaction.</summary>
    private int Expand(int state, in Wanted wanted, int goal)
    {
        var (node, flags) = (state / States, state % States);
        for (var edge = graph.Starts[node]; edge < graph.Starts[node + 1]; edge++)
        {
            var bit = 1 << (int)graph.Kind[edge];
            if (((int)wanted.Rest & bit) == 0) continue;
            var next = graph.To[edge];
            if (wanted.Descending is { } place && place[next] < place[goal]) continue;
            if ((bit & (int)EdgeKinds.Through) != 0)
            {
                _now.Add(((States * next) + flags, state, EdgeKind.Through));
                continue;
            }

            var after = Follow(wanted.Shape, flags, isRw: (bit & (int)EdgeKinds.AnyRw) != 0);
            if (after >= 0) _next.Add(((States * next) + after, state, graph.Kind[edge]));
        }

        return graph.Starts[node + 1] - graph.Starts[node];
    }

    private static int Follow(CycleShape shape, int flags, bool isRw) => (shape, isRw) switch
    {
        (CycleShape.Nonadjacent, true) => (flags & EndsWithRw) != 0 ? -1 : EndsWithRw | HasMore,
        (CycleShape.Adjacent, true) => EndsWithRw | ((flags & EndsWithRw) != 0 ? HasMore : flags),
        _ => flags & HasMore,
    };

    private static bool IsWanted(CycleShape shape, int flags) => shape switch
    {
        CycleShape.Nonadjacent => flags == HasMore,
        CycleShape.Adjacent => flags != 0,
        _ => true,
    };

    private EdgeKind? GoesBefore(int one, int other, SideOrder order) => (order, table.Entries[one], table.Entries[other]) switch
    {
        (SideOrder.Process, var first, var second) when one < other && first.Process == second.Process => EdgeKind.Process,
        (SideOrder.RealTime, var first, var second) when table.IsOk(one) && first.Completed < second.Invoked => EdgeKind.RealTime,
        _ => null,
    };

    /// <summary>The transactions on the way, each with the edge to the next: nodes that stand for none pass on what led into
    /// them.</summary>
    private List<(int Transaction, EdgeKind Edge)> ToCycle(int from, EdgeKind first, int last)
    {
        var walk = new List<(int Node, EdgeKind Entered)>();
        for (var state = last; state >= 0; state = _parent[state]) walk.Add((state / States, _parentEdge[state]));
        walk.Reverse();
        var cycle = new List<(int Transaction, EdgeKind Edge)>();
        var (transaction, edge) = (Original(from), first);
        foreach (var (node, entered) in walk)
        {
            if (entered != EdgeKind.Through) edge = entered;
            if (!IsTransaction(node)) continue;
            cycle.Add((transaction, edge));
            transaction = Original(node);
        }

        return cycle;
    }

    private static bool IsSimple(List<(int Transaction, EdgeKind Edge)> cycle) =>
        cycle.DistinctBy(static step => step.Transaction).Count() == cycle.Count;
}

/// <summary>What cycles are looked for.</summary>
internal enum CycleShape
{
    /// <summary>Any through the first edge.</summary>
    Any,

    /// <summary>With one anti-dependency, which is the first edge; there may be none.</summary>
    Single,

    /// <summary>With several anti-dependencies, of which no two are next to each other; one is the first edge.</summary>
    Nonadjacent,

    /// <summary>With two anti-dependencies next to each other; one is the first edge.</summary>
    Adjacent,
}
