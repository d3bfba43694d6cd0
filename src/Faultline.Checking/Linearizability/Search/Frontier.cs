using System.Numerics;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>All configurations in which a part can be after the events so far, fed with one event after another.</summary>
/// <remarks>
/// Lowe, "Testing for Linearizability" (2017): just-in-time linearization. A configuration says which of the open
/// operations have taken effect, the state, and how many unknown operations of each class were used; it need not say
/// anything of operations that are over, so there are only as many as concurrency allows, however long the history is.
/// Operations take effect as late as possible: only when one completes. Then each configuration in which it has not
/// taken effect yet goes on by every row of pending operations that ends in it. Three rules keep these rows few:
/// <para>
/// 1. A pending read-only operation that is legal takes effect at once, as in <see cref="PartSearch{TMachine}"/>.
/// </para>
/// <para>
/// 2. Unknown operations are used as <see cref="UnknownRows{TMachine}"/> finds them.
/// </para>
/// <para>
/// 3. An operation x takes no effect directly before the one that completes, c, if c is legal without it and x behind c
/// leads to the same state with the same reads: for whatever goes on from there can go on from the configuration with c
/// alone, in which x is still pending. So operations that have nothing to do with each other do not multiply.
/// </para>
/// <para>
/// 4. Where the model knows which operations commute in every state, only those take effect before c that do not commute
/// with it, or with another that takes effect before it: all others can as well come later.
/// </para>
/// </remarks>
internal sealed class Frontier<TMachine> where TMachine : struct, IPartMachine
{
    /// <summary>The most operations with known outcomes that may be open at once.</summary>
    public const int MostOpen = 64;

    private readonly TMachine _machine;
    private readonly UnknownOperations _unknown;
    private readonly UnknownRows<TMachine> _rows;
    private readonly UsedCounts _used;
    private readonly Trunk? _trunk;
    private readonly FrontierNodes _nodes;
    private readonly int[] _operationAt = new int[MostOpen];
    private readonly int[] _firstOfSize = new int[MostOpen + 1];
    private readonly int[] _lastOfSize = new int[MostOpen + 1];
    private readonly int[] _pending = new int[MostOpen];
    private FrontierNodes _live;
    private FrontierNodes _next;
    private IntStack _rowClasses = new();
    private IntStack _alternatives = new();
    private readonly ulong[] _dependent = new ulong[MostOpen];
    private ulong _relevant;
    private ulong _open;
    private ulong _readOnly;
    private int _completed;

    /// <summary>The configuration before the first event.</summary>
    /// <param name="machine">The model.</param>
    /// <param name="unknown">The operations with unknown outcomes: those that were invoked by then can be used.</param>
    /// <param name="trunk">Keeps the orders; null where nobody will ask for one.</param>
    /// <param name="sibling">Another frontier of the same machine and operations, to be copied from; null for none.</param>
    public Frontier(TMachine machine, UnknownOperations unknown, Trunk? trunk, Frontier<TMachine>? sibling = null)
    {
        (_machine, _unknown, _trunk) = (machine, unknown, trunk);
        _used = sibling?._used ?? new UsedCounts();
        _rows = new UnknownRows<TMachine>(machine, unknown);
        (_live, _next, _nodes) = (new FrontierNodes(_used), new FrontierNodes(_used), new FrontierNodes(_used));
        _live.Add(Start(0, machine.Initial, UsedCounts.None, FrontierNode.None, -1, Trunk.Root));
    }

    /// <summary>How many configurations there are.</summary>
    public int Count => _live.Count;

    /// <summary>How many places of open operations are free.</summary>
    public int FreePlaces => MostOpen - BitOperations.PopCount(_open);

    /// <summary>How many times an operation was tried in a state.</summary>
    public long Steps { get; private set; }

    /// <summary>How many configurations were entered.</summary>
    public long Entered { get; private set; }

    /// <summary>Whether the last completion was given up, because of the steps or of the configurations that it took.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>The steps after which a completion is given up.</summary>
    public long StepLimit { get; set; } = long.MaxValue;

    /// <summary>The configurations at once at which a completion is given up.</summary>
    public int StateLimit { get; set; } = int.MaxValue;

    /// <summary>Asked now and then whether to give up.</summary>
    public SearchWatch? Watch { get; set; }

    /// <summary>How many threads may work on one completion.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>An operation with a known outcome was invoked. There must be a free place.</summary>
    /// <returns>Its place.</returns>
    public int Invoke(int operation)
    {
        var place = BitOperations.TrailingZeroCount(~_open);
        var bit = 1UL << place;
        _open |= bit;
        _operationAt[place] = operation;
        FindDependent(place, operation);
        if (!_machine.IsReadOnly(operation)) return place;
        _readOnly |= bit;
        foreach (ref var node in _live.All)
        {
            if (!Step(node.State, operation, out _)) continue;
            node.Done |= bit;
            if (_trunk is not null) node.Trunk = _trunk.Grow(node.Trunk, operation);
        }

        return place;
    }

    /// <summary>An operation completed; its place is free again.</summary>
    /// <param name="place">The operation's place.</param>
    /// <param name="calls">When each operation was invoked.</param>
    /// <param name="now">When it completed.</param>
    /// <returns>Whether there is a configuration left. False too where it was given up.</returns>
    public bool Complete(int place, ReadOnlySpan<long> calls, long now)
    {
        var bit = 1UL << place;
        _relevant = RelevantTo(place, calls, now);
        _next.Clear();
        _nodes.Clear();
        _rowClasses.Truncate(0);
        Array.Fill(_firstOfSize, FrontierNode.None);
        foreach (ref readonly var node in _live.All)
        {
            var start = Start(node.Done, node.State, node.Used, FrontierNode.None, -1, node.Trunk);
            if ((node.Done & bit) == 0) Enqueue(_nodes.Add(start));
            else AddFinal(start, bit);
        }

        for (var size = 0; size <= MostOpen && !GaveUp; size++)
        {
            for (var node = _firstOfSize[size]; node != FrontierNode.None && !GaveUp; node = _nodes[node].NextOfSize)
                Expand(node, bit, place, calls, now);
        }

        _next.RemovePointless();
        PlantInTrunk();
        (_live, _next) = (_next, _live);
        _open &= ~bit;
        _readOnly &= ~bit;
        _completed++;
        return _live.Count > 0 && !GaveUp;
    }

    /// <summary>Whether no operation with a known outcome is open.</summary>
    public bool IsQuiet => _open == 0;

    /// <summary>The state of the first of the configurations.</summary>
    public int FirstState => _live[0].State;

    /// <summary>Makes this frontier what its sibling is.</summary>
    public void CopyFrom(Frontier<TMachine> sibling)
    {
        _live.Clear();
        foreach (ref readonly var node in sibling._live.All) _live.Add(node);
        sibling._operationAt.CopyTo(_operationAt, 0);
        sibling._dependent.CopyTo(_dependent, 0);
        (_open, _readOnly, _completed, GaveUp) = (sibling._open, sibling._readOnly, sibling._completed, false);
    }

    /// <summary>Gives everything up.</summary>
    public void Lose() => _live.Clear();

    /// <summary>The unknown operations that the first configuration has not used.</summary>
    public IEnumerable<int> Unused()
    {
        for (var number = 0; number < _unknown.ClassCount; number++)
        {
            var members = _unknown.Members(number);
            for (var i = _used.UsedOf(_live[0].Used, number); i < members.Count; i++) yield return members[i];
        }
    }

    /// <summary>Forgets the unknown operations that every configuration has used, and the states that none is in.</summary>
    /// <returns>The operations that were forgotten.</returns>
    public List<int> SettleUnknown()
    {
        var settled = new List<int>();
        var counts = new int[_unknown.ClassCount];
        for (var number = 0; number < counts.Length; number++)
        {
            var least = int.MaxValue;
            foreach (ref readonly var node in _live.All) least = Math.Min(least, _used.UsedOf(node.Used, number));
            counts[number] = least;
            settled.AddRange(_unknown.Members(number)[..least]);
        }

        var numbers = _unknown.Forget(counts);
        var lots = new List<int[]>();
        foreach (ref readonly var node in _live.All)
        {
            var pairs = new List<int>();
            var old = _used.PairsOf(node.Used);
            for (var i = 0; i < old.Length; i += 2)
            {
                var left = old[i + 1] - counts[old[i]];
                if (left > 0) pairs.AddRange([numbers[old[i]], left]);
            }

            lots.Add([.. pairs]);
        }

        _used.Clear();
        var nodes = _live.All.ToArray();
        var states = new int[nodes.Length];
        for (var i = 0; i < nodes.Length; i++) states[i] = nodes[i].State;
        _machine.Retain(states);
        _live.Clear();
        for (var i = 0; i < nodes.Length; i++)
        {
            (nodes[i].State, nodes[i].Used) = (states[i], _used.NumberOf(lots[i]));
            _live.Add(nodes[i]);
        }

        return settled;
    }

    /// <summary>Gives the operations other numbers.</summary>
    public void Renumber(int[] numbers)
    {
        for (var rest = _open; rest != 0; rest &= rest - 1)
        {
            ref var operation = ref _operationAt[BitOperations.TrailingZeroCount(rest)];
            operation = numbers[operation];
        }
    }

    /// <summary>An order that leads to the first of the configurations.</summary>
    public int[] Order() => _trunk!.OrderTo(_live[0].Trunk);

    private void FindDependent(int place, int operation)
    {
        var bit = 1UL << place;
        _dependent[place] = bit;
        for (var rest = _open & ~bit; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            _dependent[other] &= ~bit;
            if (_machine.Commute(operation, _operationAt[other])) continue;
            _dependent[place] |= 1UL << other;
            _dependent[other] |= bit;
        }
    }

    // Rule 4: what does not commute with the operation that completes, nor with what does not, and so on.
    private ulong RelevantTo(int place, ReadOnlySpan<long> calls, long now)
    {
        var found = 1UL << place;
        var isUsed = new bool[_unknown.ClassCount];
        for (var rest = found; rest != 0;)
        {
            var next = BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            Add(_dependent[next] & _open);
            for (var number = 0; number < isUsed.Length; number++)
            {
                var member = _unknown.Members(number)[0];
                if (isUsed[number] || calls[member] >= now || _machine.Commute(member, _operationAt[next])) continue;
                isUsed[number] = true;
                for (var others = _open; others != 0; others &= others - 1)
                {
                    var other = BitOperations.TrailingZeroCount(others);
                    if (!_machine.Commute(member, _operationAt[other])) Add(1UL << other);
                }
            }

            void Add(ulong places)
            {
                rest |= places & ~found;
                found |= places;
            }
        }

        return found;
    }

    private void Expand(int number, ulong bit, int place, ReadOnlySpan<long> calls, long now)
    {
        if (Steps > StepLimit || _nodes.Count + _next.Count > StateLimit || Watch?.IsOver(Steps, _completed) == true)
        {
            GaveUp = true;
            return;
        }

        // The table may grow while children are added, so this is a copy.
        var node = _nodes[number];
        var completing = _operationAt[place];
        var canComplete = Step(node.State, completing, out var completed);
        if (canComplete && !node.IsDeferrable) Reach(node, number, completing, bit, -1, completed, bit);
        for (var rest = _relevant & ~node.Done & ~bit & ~_readOnly; rest != 0; rest &= rest - 1)
        {
            var operation = _operationAt[BitOperations.TrailingZeroCount(rest)];
            if (!Step(node.State, operation, out var state)) continue;
            var child = Reach(node, number, operation, rest & ~(rest - 1), -1, state, bit);
            if (canComplete && child >= 0 && !_nodes[child].IsDeferrable)
                _nodes[child].IsDeferrable = CanBeDeferred(node, completed, operation, rest & ~(rest - 1), completing, _nodes[child]);
        }

        if (_unknown.ClassCount > 0) ExpandAfterUnknown(node, number, bit, calls, now);
    }

    private void ExpandAfterUnknown(in FrontierNode node, int number, ulong bit, ReadOnlySpan<long> calls, long now)
    {
        var count = 0;
        for (var rest = _relevant & ~node.Done; rest != 0; rest &= rest - 1)
            _pending[count++] = BitOperations.TrailingZeroCount(rest);
        Span<int> operations = stackalloc int[count];
        for (var i = 0; i < count; i++) operations[i] = _operationAt[_pending[i]];
        _unknown.Load(_used.PairsOf(node.Used));
        _alternatives.Truncate(0);
        Steps += _rows.Find(node.State, calls, now, operations, ref _alternatives, StepLimit - Steps);
        for (var at = 0; at < _alternatives.Count;)
        {
            var (operation, state, length) = (_alternatives[at], _alternatives[at + 1], _alternatives[at + 2]);
            var row = _rowClasses.Count;
            _rowClasses.Push(length);
            for (var i = 0; i < length; i++) _rowClasses.Push(_alternatives[at + 3 + i]);
            at += 3 + length;
            var place = _pending[operations.IndexOf(operation)];
            Reach(node, number, operation, 1UL << place, row, state, bit);
        }
    }

    // Rule 3.
    private bool CanBeDeferred(
        in FrontierNode before, int completed, int operation, ulong operationBit, int completing, in FrontierNode after)
    {
        if (!Step(completed, operation, out var late) || !Step(after.State, completing, out var early) || late != early) return false;
        for (var reads = after.Done & ~before.Done & ~operationBit; reads != 0; reads &= reads - 1)
        {
            var read = _operationAt[BitOperations.TrailingZeroCount(reads)];
            if (!Step(completed, read, out _) && !Step(late, read, out _)) return false;
        }

        return true;
    }

    // Returns the node that was reached, or a negative number where it is an end, or there already with fewer used.
    private int Reach(
        in FrontierNode from, int number, int operation, ulong operationBit, int row, int state, ulong completingBit)
    {
        var used = from.Used;
        for (var i = 0; row >= 0 && i < _rowClasses[row]; i++) used = _used.WithOneMore(used, _rowClasses[row + 1 + i]);
        var reached = Start(from.Done | operationBit, state, used, number, operation, FrontierNode.None);
        reached.Row = row;
        reached.Reads = LegalReads(reached);
        reached.Done |= reached.Reads;
        if ((reached.Done & completingBit) != 0)
        {
            AddFinal(reached, completingBit);
            return -1;
        }

        var node = _nodes.Add(reached);
        if (node >= 0) Enqueue(node);

        // What makes a node deferrable counts however it was reached, if it is the very same node.
        return node >= 0 ? node : row < 0 && _nodes[~node].Used == used ? ~node : -1;
    }

    private void AddFinal(FrontierNode node, ulong bit)
    {
        node.Done &= ~bit;
        _next.Add(node);
    }

    private ulong LegalReads(in FrontierNode node)
    {
        var legal = 0UL;
        for (var rest = _open & _readOnly & ~node.Done; rest != 0; rest &= rest - 1)
        {
            if (Step(node.State, _operationAt[BitOperations.TrailingZeroCount(rest)], out _)) legal |= rest & ~(rest - 1);
        }

        return legal;
    }

    private void Enqueue(int node)
    {
        Entered++;
        var size = BitOperations.PopCount(_nodes[node].Done);
        _nodes[node].NextOfSize = FrontierNode.None;
        if (_firstOfSize[size] == FrontierNode.None) _firstOfSize[size] = node;
        else _nodes[_lastOfSize[size]].NextOfSize = node;
        _lastOfSize[size] = node;
    }

    private void PlantInTrunk()
    {
        if (_trunk is null) return;
        foreach (ref var node in _next.All) node.Trunk = PlaceInTrunk(ref node);
        if (!_trunk.IsOvergrown) return;
        var tips = new int[_next.Count];
        for (var i = 0; i < tips.Length; i++) tips[i] = _next[i].Trunk;
        _trunk.Cut(tips);
        for (var i = 0; i < tips.Length; i++) _next[i].Trunk = tips[i];
    }

    private int PlaceInTrunk(ref FrontierNode node)
    {
        if (node.Trunk != FrontierNode.None) return node.Trunk;
        ref var parent = ref _nodes[node.Parent];
        var tip = PlaceInTrunk(ref parent);
        var used = parent.Used;
        for (var i = 0; node.Row >= 0 && i < _rowClasses[node.Row]; i++)
        {
            var number = _rowClasses[node.Row + 1 + i];
            tip = _trunk!.Grow(tip, _unknown.Members(number)[_used.UsedOf(used, number)]);
            used = _used.WithOneMore(used, number);
        }

        tip = _trunk!.Grow(tip, node.Operation);
        for (var reads = node.Reads; reads != 0; reads &= reads - 1)
            tip = _trunk.Grow(tip, _operationAt[BitOperations.TrailingZeroCount(reads)]);
        return node.Trunk = tip;
    }

    private bool Step(int state, int operation, out int next)
    {
        Steps++;
        return _machine.Step(state, operation, out next);
    }

    private static FrontierNode Start(ulong done, int state, int used, int parent, int operation, int trunk) => new()
    {
        Done = done,
        State = state,
        Used = used,
        Parent = parent,
        Operation = operation,
        Trunk = trunk,
        Row = -1,
    };
}
