namespace Faultline.Checking.Causal;

/// <summary>Which operations precede which: the order of each process, reads after the writes that they read from, and what is
/// added to that; with vector clocks, so that it is known at once.</summary>
/// <remarks>A clock takes 4 bytes for each process, and each operation has one.</remarks>
internal sealed class Precedence
{
    private const int MostStarts = 64;

    private readonly ReadsFrom _history;
    private readonly ProcessOrder _order;
    private readonly int _width;
    private readonly int[] _clocks;
    private readonly List<Link> _added = [];
    private readonly List<int>?[] _addedFrom;
    private readonly Stack<int> _changed = new();
    private readonly Action<int, int> _carryOn;

    public Precedence(ReadsFrom history)
    {
        _history = history;
        _order = history.Order;
        _width = _order.Processes.Length;
        _clocks = new int[_order.Count * _width];
        _addedFrom = new List<int>?[_order.Count];
        _carryOn = (from, to) =>
        {
            if (Join(from, to)) _changed.Push(to);
        };
    }

    private Precedence(Precedence other) : this(other._history) => other._clocks.CopyTo(_clocks, 0);

    /// <summary>How many clocks were joined: the work done.</summary>
    public long Joins { get; private set; }

    /// <summary>How many links were added.</summary>
    public int Added => _added.Count;

    /// <summary>A copy without what was added.</summary>
    public Precedence Copy() => new(this);

    /// <summary>How many operations of a process precede an operation; they are its first ones.</summary>
    public int CountBefore(int operation, int process) => _clocks[(operation * _width) + process];

    /// <summary>How many operations of each process precede an operation.</summary>
    public ReadOnlySpan<int> ClockOf(int operation) => _clocks.AsSpan(operation * _width, _width);

    /// <summary>Whether one operation precedes another.</summary>
    public bool Precedes(int first, int second) =>
        CountBefore(second, _order.ProcessOf[first]) > _order.PositionOf[first];

    /// <summary>Adds a link without setting clocks.</summary>
    public void Note(Link link)
    {
        (_addedFrom[link.From] ??= []).Add(_added.Count);
        _added.Add(link);
    }

    /// <summary>Sets all clocks from nothing.</summary>
    /// <param name="order">The operations in an order in which each follows what precedes it, as far as there is one.</param>
    /// <returns>Whether there is one: no operation precedes itself.</returns>
    public bool TrySort(out List<int> order)
    {
        var waitsFor = new int[_order.Count];
        for (var i = 0; i < waitsFor.Length; i++)
        {
            if (_order.PositionOf[i] > 0) waitsFor[i]++;
            if (_history.SourceOf[i] >= 0) waitsFor[i]++;
        }

        foreach (var link in _added) waitsFor[link.To]++;
        order = new List<int>(waitsFor.Length);
        for (var i = 0; i < waitsFor.Length; i++)
        {
            if (waitsFor[i] == 0) order.Add(i);
        }

        var sorted = order;
        Action<int, int> arrive = (from, to) =>
        {
            Join(from, to);
            if (--waitsFor[to] == 0) sorted.Add(to);
        };
        for (var next = 0; next < sorted.Count; next++) ForEachNext(sorted[next], arrive);
        return sorted.Count == waitsFor.Length;
    }

    /// <summary>Adds a link and sets all clocks anew.</summary>
    /// <returns>False, with nothing done, where the second precedes the first.</returns>
    public bool TryAdd(int from, int to, LinkKind kind, int reader)
    {
        if (from == to || Precedes(to, from)) return false;
        Note(new Link(from, to, kind, reader, _added.Count));
        if (Join(from, to)) _changed.Push(to);
        while (_changed.TryPop(out var changed)) ForEachNext(changed, _carryOn);
        return true;
    }

    /// <summary>The links of a shortest way from one operation to another, or from one back to itself.</summary>
    /// <param name="from">The first operation.</param>
    /// <param name="to">The last one.</param>
    /// <param name="before">Only links that were added before so many others are used.</param>
    /// <returns>The links; null where there is no way.</returns>
    public List<Link>? Path(int from, int to, int before = int.MaxValue)
    {
        var cameBy = new Link?[_order.Count];
        var reached = new int[_width];
        Array.Fill(reached, int.MaxValue);
        var queue = new Queue<int>();
        queue.Enqueue(from);
        while (cameBy[to] is null && queue.TryDequeue(out var here))
        {
            // All later operations of the process, as far as they are not reached already.
            var process = _order.ProcessOf[here];
            var operations = _order.Processes[process];
            var start = _order.PositionOf[here] + 1;
            for (var i = start; i < Math.Min(operations.Length, reached[process]); i++)
                Reach(new Link(here, operations[i], LinkKind.Process));
            reached[process] = Math.Min(reached[process], start);
            foreach (var reader in _history.ReadersOf[here] ?? []) Reach(new Link(here, reader, LinkKind.ReadsFrom));
            foreach (var number in _addedFrom[here] ?? [])
            {
                if (number < before) Reach(_added[number]);
            }
        }

        if (cameBy[to] is null) return null;
        var path = new List<Link>();
        for (var at = to; path.Count == 0 || at != from; at = path[^1].From) path.Add(cameBy[at]!.Value);
        path.Reverse();
        return path;

        void Reach(Link link)
        {
            if (cameBy[link.To] is not null) return;
            cameBy[link.To] = link;
            queue.Enqueue(link.To);
        }
    }

    /// <summary>The links from which a link follows; none for those that need no reason.</summary>
    public IEnumerable<Link> CauseOf(Link link) => link.Kind switch
    {
        LinkKind.Replaced => Path(link.From, link.Reader, link.Number)!,
        LinkKind.ReadBefore when _history.SourceOf[link.From] >= 0 =>
            [new Link(_history.SourceOf[link.From], link.From, LinkKind.ReadsFrom),
                .. Path(_history.SourceOf[link.From], link.To, link.Number)!],
        _ => [],
    };

    /// <summary>A short way from an operation back to itself, where the sorting found no order.</summary>
    /// <param name="sorted">What it could sort.</param>
    public List<Link> ShortCycle(List<int> sorted)
    {
        var isSorted = new bool[_order.Count];
        foreach (var operation in sorted) isSorted[operation] = true;
        var shortest = (List<Link>?)null;
        for (int operation = 0, starts = 0; operation < isSorted.Length && (starts < MostStarts || shortest is null); operation++)
        {
            if (isSorted[operation]) continue;
            starts++;
            if (Path(operation, operation) is { } cycle && cycle.Count < (shortest?.Count ?? int.MaxValue)) shortest = cycle;
        }

        return shortest!;
    }

    private void ForEachNext(int operation, Action<int, int> visit)
    {
        var operations = _order.Processes[_order.ProcessOf[operation]];
        var next = _order.PositionOf[operation] + 1;
        if (next < operations.Length) visit(operation, operations[next]);
        foreach (var reader in _history.ReadersOf[operation] ?? []) visit(operation, reader);
        foreach (var number in _addedFrom[operation] ?? []) visit(operation, _added[number].To);
    }

    // The clock of an operation counts what precedes it and not itself, so the first of the two is counted here.
    private bool Join(int from, int to)
    {
        Joins++;
        var source = _clocks.AsSpan(from * _width, _width);
        var target = _clocks.AsSpan(to * _width, _width);
        var changed = false;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] <= target[i]) continue;
            target[i] = source[i];
            changed = true;
        }

        ref var own = ref target[_order.ProcessOf[from]];
        if (own <= _order.PositionOf[from])
        {
            own = _order.PositionOf[from] + 1;
            changed = true;
        }

        return changed;
    }
}
