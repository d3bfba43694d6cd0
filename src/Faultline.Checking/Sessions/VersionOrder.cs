using Faultline.Checking.Causal;

namespace Faultline.Checking.Sessions;

/// <summary>Whether versions can be ordered as demanded.</summary>
/// <remarks>They can if and only if no two writes are each demanded to be older than the other, or the same.</remarks>
internal sealed class VersionOrder
{
    private const int MostTried = 64;

    private readonly ReadsFrom _history;
    private readonly IReadOnlyList<Demand> _demands;
    private readonly int[] _firstFrom;
    private readonly int[] _next;

    public VersionOrder(ReadsFrom history, IReadOnlyList<Demand> demands)
    {
        _history = history;
        _demands = demands;
        _firstFrom = new int[2 * history.Count];
        Array.Fill(_firstFrom, -1);
        _next = new int[demands.Count];
        for (var i = demands.Count - 1; i >= 0; i--)
        {
            _next[i] = _firstFrom[demands[i].From];
            _firstFrom[demands[i].From] = i;
        }
    }

    /// <summary>Demands that contradict each other: few, but not fewest; null where there are none.</summary>
    public List<Demand>? FindContradiction()
    {
        // A read that found no version, although it had to.
        foreach (var demand in _demands)
        {
            if (demand.To != Demand.Absent) continue;
            if (demand.From < _history.Count) return [demand];
            var gathered = FirstGathered(demand.From);
            return [gathered, .. Path(gathered.To, demand.From)!, demand];
        }

        return FindTangle() is { } tangle ? CircleIn(tangle) : null;
    }

    private Demand FirstGathered(int newest)
    {
        var read = newest - _history.Count;
        var process = _history.Order.Processes[_history.Order.ProcessOf[read]];
        var first = Array.Find(process, i => _history.SourceOf[i] >= 0 && _history.KeyOf[i] == _history.KeyOf[read]);
        return new Demand(_history.SourceOf[first], _history.Count + first, DemandKind.Gathered, Via: first);
    }

    private List<Demand> CircleIn(List<int> writes)
    {
        List<Demand>? shortest = null;
        foreach (var other in writes.Skip(1).Take(MostTried))
        {
            List<Demand> circle = [.. Path(writes[0], other)!, .. Path(other, writes[0])!];
            if (circle.Count < (shortest?.Count ?? int.MaxValue)) shortest = circle;
        }

        return shortest!;
    }

    private List<Demand>? Path(int from, int to)
    {
        if (from == to) return [];
        var cameBy = new Dictionary<int, Demand>();
        var queue = new Queue<int>([from]);
        while (!cameBy.ContainsKey(to) && queue.TryDequeue(out var here))
        {
            for (var i = _firstFrom[here]; i >= 0; i = _next[i])
            {
                if (_demands[i].To != Demand.Absent && cameBy.TryAdd(_demands[i].To, _demands[i])) queue.Enqueue(_demands[i].To);
            }
        }

        if (!cameBy.ContainsKey(to)) return null;
        var path = new List<Demand>();
        for (var at = to; at != from; at = path[^1].From) path.Add(cameBy[at]);
        path.Reverse();
        return path;
    }

    /// <summary>Two or more writes that are all demanded to be older than each other: Tarjan's components, iterative.</summary>
    private List<int>? FindTangle()
    {
        var (index, low) = (new int[_firstFrom.Length], new int[_firstFrom.Length]);
        var cursor = (int[])_firstFrom.Clone();
        var isOpen = new bool[_firstFrom.Length];
        var (open, path) = (new Stack<int>(), new Stack<int>());
        var count = 0;
        for (var root = 0; root < index.Length; root++)
        {
            if (index[root] == 0) Enter(root);
            while (path.TryPeek(out var node))
            {
                if (cursor[node] >= 0)
                {
                    var to = _demands[cursor[node]].To;
                    cursor[node] = _next[cursor[node]];
                    if (to == Demand.Absent) continue;
                    if (index[to] == 0) Enter(to);
                    else if (isOpen[to]) low[node] = Math.Min(low[node], index[to]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var parent)) low[parent] = Math.Min(low[parent], low[node]);
                if (low[node] == index[node] && Close(node) is { Count: > 1 } tangle) return tangle;
            }
        }

        return null;

        void Enter(int node)
        {
            index[node] = low[node] = ++count;
            isOpen[node] = true;
            open.Push(node);
            path.Push(node);
        }

        List<int> Close(int node)
        {
            var writes = new List<int>();
            int member;
            do
            {
                member = open.Pop();
                isOpen[member] = false;
                if (member < _history.Count) writes.Add(member);
            }
            while (member != node);
            writes.Sort();
            return writes;
        }
    }
}
