using System.Runtime.CompilerServices;
using Faultline.Checking.Linearizability.Models;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>The search for an order of the operations of one part: depth first, iterative, remembering where it
/// was.</summary>
/// <remarks>
/// Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), with the memory and the linked list of Lowe,
/// "Testing for Linearizability" (2017). Two rules keep it from trying orders that cannot matter:
/// <para>
/// 1. A read-only operation that may be next and is legal is taken at once, and no alternative to it is tried. In any
/// order that goes on from here it can be moved to the front: it changes no state, and no pending operation has to
/// precede it.
/// </para>
/// <para>
/// 2. An operation with an unknown outcome is used only directly before an operation that needs it, in rows as
/// <see cref="UnknownRows{TMachine}"/> finds them, and these are tried after everything else: unknown operations that
/// nobody observed are never used at all, which makes the first descent the cheap search without them.
/// </para>
/// <para>
/// 3. Where the model knows which operations can help others to become legal, a configuration is given up as soon as one of
/// the next read-only operations is not legal, and nothing that can still come before its completion can help it.
/// </para>
/// </remarks>
internal sealed class PartSearch<TMachine> where TMachine : struct, IPartMachine
{
    private const int ReadsAhead = 4;

    private readonly TMachine _machine;
    private readonly Timeline _timeline;
    private readonly PendingEvents _pending;
    private readonly UnknownOperations _unknown;
    private readonly UnknownRows<TMachine> _rows;
    private readonly VisitedConfigurations _visited;
    private readonly SearchBudget _budget;
    private readonly SearchWatch _watch;

    private Configuration[] _path = new Configuration[64];
    private int _depth;
    private IntStack _alternatives = new();
    private IntStack _usedClasses = new();
    private IntStack _pendingNow = new();
    private long _steps;
    private long _states;
    private int _longest;
    private int _furthest = -1;
    private int[]? _longestOrder;

    public PartSearch(TMachine machine, Timeline timeline, VisitedConfigurations visited, SearchBudget budget)
    {
        _machine = machine;
        _timeline = timeline;
        _pending = new PendingEvents(timeline);
        _unknown = UnknownOperations.Of(machine, timeline);
        _rows = new UnknownRows<TMachine>(machine, _unknown);
        _visited = visited;
        _visited.Clear();
        _budget = budget;
        _watch = new SearchWatch(budget);
    }

    private enum Phase : byte
    {
        Reads,
        Direct,
        AfterUnknown,
        Exhausted,
    }

    /// <summary>Searches; to be called once.</summary>
    public SearchOutcome Run()
    {
        _path[0] = new Configuration { State = _machine.Initial };
        while (true)
        {
            if (_pending.First == 0) return Outcome(SearchEnd.Linearizable) with { Order = Order() };
            if (_steps > _budget.Steps) return Outcome(SearchEnd.OutOfSteps);
            if (_visited.Size > _budget.States) return Outcome(SearchEnd.OutOfStates);
            if (_watch.IsOver(_steps, _longest)) return Outcome(SearchEnd.OutOfTime);
            var entered = _path[_depth].Phase switch
            {
                Phase.Reads => TakeRead(),
                Phase.Direct => TakeDirect(),
                Phase.AfterUnknown => TakeAfterUnknown(),
                _ => false,
            };
            if (entered || _path[_depth].Phase != Phase.Exhausted) continue;
            if (_depth == 0) return Outcome(SearchEnd.NotLinearizable);
            Leave();
        }
    }

    /// <summary>Whether the outcome has the longest legal order where there is none of all operations.</summary>
    public bool KeepsLongest { get; init; }

    private SearchOutcome Outcome(SearchEnd end) =>
        new(end, _steps, _states, _longest, _pending.Count, _furthest) { Order = _longestOrder };

    private int[] Order()
    {
        var order = new int[_depth + _usedClasses.Count];
        var usedOf = new int[_unknown.ClassCount];
        for (int depth = 1, used = 0, at = 0; depth <= _depth; depth++)
        {
            var rowEnd = depth < _depth ? _path[depth + 1].UsedBefore : _usedClasses.Count;
            for (; used < rowEnd; used++)
            {
                var number = _usedClasses[used];
                order[at++] = _unknown.Members(number)[usedOf[number]++];
            }

            order[at++] = _path[depth].Operation;
        }

        return order;
    }

    // Rule 1. Such a configuration need not be remembered: it is where a remembered one leads, and nowhere else.
    private bool TakeRead()
    {
        ref var here = ref _path[_depth];
        var node = _pending.First;
        for (; PendingEvents.IsCall(node); node = _pending.After(node))
        {
            var operation = PendingEvents.OperationOf(node);
            if (!_machine.IsReadOnly(operation) || !Step(here.State, operation, out _)) continue;
            here.Phase = Phase.Exhausted;
            Enter(ref here, operation, here.State);
            return true;
        }

        NoteFurthest(PendingEvents.OperationOf(node));
        here.Phase = _machine.KnowsHelp && IsHopeless(here.State) ? Phase.Exhausted : Phase.Direct;
        here.Cursor = _pending.First;
        return false;
    }

    private void NoteFurthest(int blocking)
    {
        if (_furthest < 0 || _timeline.Returns[blocking] > _timeline.Returns[_furthest]) _furthest = blocking;
    }

    // Rule 3.
    private bool IsHopeless(int state)
    {
        var reads = 0;
        for (var node = _pending.First; node != 0 && reads < ReadsAhead; node = _pending.After(node))
        {
            var operation = PendingEvents.OperationOf(node);
            if (!PendingEvents.IsCall(node) || !_machine.IsReadOnly(operation)) continue;
            if (!Step(state, operation, out _) && !HasHelp(state, operation))
            {
                NoteFurthest(operation);
                return true;
            }

            reads++;
        }

        return false;
    }

    private bool HasHelp(int state, int operation)
    {
        var completion = PendingEvents.CompletionOf(operation);
        for (var node = _pending.First; node != completion; node = _pending.After(node))
        {
            var other = PendingEvents.OperationOf(node);
            if (!PendingEvents.IsCall(node) || other == operation || _machine.IsReadOnly(other)) continue;
            _steps++;
            if (_machine.CanHelp(state, operation, other)) return true;
        }

        for (var number = 0; number < _unknown.ClassCount; number++)
        {
            var other = _unknown.NextOf(number, _timeline.Calls, _timeline.Returns[operation]);
            if (other >= 0 && _machine.CanHelp(state, operation, other)) return true;
        }

        return false;
    }

    private bool TakeDirect()
    {
        ref var here = ref _path[_depth];
        for (var node = here.Cursor; PendingEvents.IsCall(node); node = _pending.After(node))
        {
            var operation = PendingEvents.OperationOf(node);
            if (_machine.IsReadOnly(operation) || !Step(here.State, operation, out var next)) continue;
            if (!Visit(here.LinearisedSet, operation, next)) continue;
            here.Cursor = _pending.After(node);
            Enter(ref here, operation, next);
            return true;
        }

        here.Phase = Phase.Exhausted;
        if (_unknown.ClassCount == 0) return false;
        here.AlternativesStart = here.Cursor = _alternatives.Count;
        FindAlternatives(here.State);
        here.Phase = Phase.AfterUnknown;
        return false;
    }

    private bool TakeAfterUnknown()
    {
        ref var here = ref _path[_depth];
        while (here.Cursor < _alternatives.Count)
        {
            // An alternative is: the operation, the state after it, the length of the row, and the classes of the row.
            var operation = _alternatives[here.Cursor];
            var next = _alternatives[here.Cursor + 1];
            var length = _alternatives[here.Cursor + 2];
            var usedBefore = _usedClasses.Count;
            for (var i = 0; i < length; i++)
            {
                var used = _alternatives[here.Cursor + 3 + i];
                _unknown.Use(used);
                _usedClasses.Push(used);
            }

            here.Cursor += 3 + length;
            if (Visit(here.LinearisedSet, operation, next))
            {
                Enter(ref here, operation, next);
                _path[_depth].UsedBefore = usedBefore;
                return true;
            }

            ReleaseDownTo(usedBefore);
        }

        _alternatives.Truncate(here.AlternativesStart);
        here.Phase = Phase.Exhausted;
        return false;
    }

    // Rule 2.
    private void FindAlternatives(int state)
    {
        _pendingNow.Truncate(0);
        var node = _pending.First;
        for (; PendingEvents.IsCall(node); node = _pending.After(node)) _pendingNow.Push(PendingEvents.OperationOf(node));
        var firstReturn = _timeline.Returns[PendingEvents.OperationOf(node)];
        _steps += _rows.Find(
            state, _timeline.Calls, firstReturn, _pendingNow.From(0), ref _alternatives, _budget.Steps - _steps);
    }

    private bool Visit(UInt128 linearisedSet, int operation, int next)
    {
        var key = linearisedSet ^ Fixed.NumberOf(operation, Fixed.Operations) ^ Fixed.NumberOf(next, Fixed.States);
        var comparisons = _visited.Comparisons;
        var isNew = _visited.TryAdd(key, _unknown.Used, _unknown.UsedTotal);
        _steps += _visited.Comparisons - comparisons;
        return isNew;
    }

    private void Enter(ref Configuration from, int operation, int next)
    {
        var linearisedSet = from.LinearisedSet ^ Fixed.NumberOf(operation, Fixed.Operations);
        _pending.Lift(operation);
        _states++;
        _depth++;
        if (_depth > _longest) (_longest, _longestOrder) = (_depth, null);
        if (_depth == _path.Length) Array.Resize(ref _path, 2 * _path.Length);
        _path[_depth] = new Configuration
        {
            State = next,
            LinearisedSet = linearisedSet,
            Operation = operation,
            UsedBefore = _usedClasses.Count,
        };
    }

    private void Leave()
    {
        if (KeepsLongest && _depth == _longest && _longestOrder is null) _longestOrder = Order();
        ref var left = ref _path[_depth];
        _pending.PutBack(left.Operation);
        ReleaseDownTo(left.UsedBefore);
        _depth--;
    }

    private void ReleaseDownTo(int usedBefore)
    {
        while (_usedClasses.Count > usedBefore) _unknown.Release(_usedClasses.Pop());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Step(int state, int operation, out int next)
    {
        _steps++;
        return _machine.Step(state, operation, out next);
    }

    private struct Configuration
    {
        public UInt128 LinearisedSet;
        public int State;
        public int Operation;
        public int Cursor;
        public int AlternativesStart;
        public int UsedBefore;
        public Phase Phase;
    }
}

/// <summary>The pseudo-random numbers that identify operations and states.</summary>
internal static class Fixed
{
    public const ulong Operations = 0x6F7065726174696F;
    public const ulong States = 0x7374617465732121;

    public static UInt128 NumberOf(int item, ulong kind)
    {
        var hash = StableHash.Mix(StableHash.Mix(StableHash.Start, kind), (ulong)item);
        return StateDigest.Spread(hash);
    }
}
