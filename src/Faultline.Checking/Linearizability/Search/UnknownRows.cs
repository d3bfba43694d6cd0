namespace Faultline.Checking.Linearizability.Search;

/// <summary>Finds the rows of operations with unknown outcomes that a known operation needs directly before it.</summary>
/// <remarks>
/// Take an order of the rest that uses the fewest unknown operations, and among those one that uses them latest. Let u
/// be an unknown operation in it that is followed by o. If o is legal without u and leads to the same state, u could be
/// left out: fewer. If o is legal without u and u after o leads to the same state, u could be moved behind o, for it
/// never completes: later. If u leads back to a state from before it in an unbroken row of unknown operations, that row
/// could be cut: fewer. So it is enough to try rows of unknown operations for which none of this is so.
/// </remarks>
internal sealed class UnknownRows<TMachine>(TMachine machine, UnknownOperations unknown)
    where TMachine : struct, IPartMachine
{
    private readonly RowOfUnknown _row = new();
    private long _steps;

    /// <summary>Finds all rows, depth first over those that lead through states all different from each other.</summary>
    /// <param name="state">The state at which a row begins.</param>
    /// <param name="calls">When each operation was invoked.</param>
    /// <param name="before">Only unknown operations invoked before this moment can take effect yet.</param>
    /// <param name="pending">The known operations that may be next.</param>
    /// <param name="found">
    /// Where to put each: the known operation, the state after it, the length of the row, and the classes of the row.
    /// </param>
    /// <param name="stepLimit">After how many steps to stop; the caller has to notice.</param>
    /// <returns>How many steps were taken.</returns>
    public long Find(
        int state, ReadOnlySpan<long> calls, long before, ReadOnlySpan<int> pending, ref IntStack found, long stepLimit)
    {
        _steps = 0;
        _row.Start(state);
        while (_row.Length >= 0)
        {
            if (_steps > stepLimit) break;
            ref var last = ref _row.Last;
            var number = last.NextClass++;
            if (number == unknown.ClassCount)
            {
                if (_row.Length > 0) unknown.Release(_row.Last.Class);
                _row.RemoveLast();
                continue;
            }

            // A blind write behind another unknown operation makes that one pointless.
            if (_row.Length > 0 && unknown.IsBlind(number)) continue;
            var operation = unknown.NextOf(number, calls, before);
            if (operation < 0 || !Step(last.State, operation, out var next) || _row.Contains(next)) continue;
            if (_row.Length > 0 && Step(_row.StateBeforeLast, operation, out var without) && without == next) continue;
            TryKnownAfter(last.State, operation, next, number, pending, ref found);
            unknown.Use(number);
            _row.Add(number, next);
        }

        // Out of steps in the middle of a row: what it uses is given back, for the outcome is decided anyway.
        for (; _row.Length > 0; _row.RemoveLast()) unknown.Release(_row.Last.Class);
        return _steps;
    }

    private void TryKnownAfter(
        int before, int operation, int state, int number, ReadOnlySpan<int> pending, ref IntStack found)
    {
        foreach (var known in pending)
        {
            if (!Step(state, known, out var next)) continue;
            if (Step(before, known, out var without))
            {
                if (without == next) continue;
                if (Step(without, operation, out var later) && later == next) continue;
            }

            found.Push(known);
            found.Push(next);
            found.Push(_row.Length + 1);
            _row.PushClasses(ref found);
            found.Push(number);
        }
    }

    private bool Step(int state, int operation, out int next)
    {
        _steps++;
        return machine.Step(state, operation, out next);
    }
}

/// <summary>A row of unknown operations, one directly after the other, and the states that it leads through.</summary>
internal sealed class RowOfUnknown
{
    private Link[] _links = new Link[8];

    /// <summary>How many operations the row has; -1 where there is not even a state to start from.</summary>
    public int Length { get; private set; } = -1;

    public ref Link Last => ref _links[Length];

    public int StateBeforeLast => _links[Length - 1].State;

    public void Start(int state)
    {
        Length = 0;
        _links[0] = new Link { State = state };
    }

    public void Add(int number, int state)
    {
        Length++;
        if (Length == _links.Length) Array.Resize(ref _links, 2 * _links.Length);
        _links[Length] = new Link { State = state, Class = number };
    }

    public void RemoveLast() => Length--;

    public bool Contains(int state)
    {
        for (var i = 0; i <= Length; i++)
        {
            if (_links[i].State == state) return true;
        }

        return false;
    }

    public void PushClasses(ref IntStack stack)
    {
        for (var i = 1; i <= Length; i++) stack.Push(_links[i].Class);
    }

    internal struct Link
    {
        public int State;
        public int Class;
        public int NextClass;
    }
}

/// <summary>A stack of numbers.</summary>
internal struct IntStack()
{
    private int[] _items = new int[64];

    public int Count { get; private set; }

    public readonly int this[int index] => _items[index];

    public void Push(int item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, 2 * _items.Length);
        _items[Count++] = item;
    }

    public int Pop() => _items[--Count];

    public void Truncate(int count) => Count = count;

    public readonly Span<int> From(int start) => _items.AsSpan(start, Count - start);
}
