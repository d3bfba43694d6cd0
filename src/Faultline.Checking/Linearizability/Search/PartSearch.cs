using System.Runtime.CompilerServices;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>How a search ended.</summary>
internal enum SearchEnd
{
    /// <summary>An order was found.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    NotLinearizable,

    /// <summary>The search reached its limit.</summary>
    OutOfSteps,
}

/// <summary>What a search found, and how far it got.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Steps">How many times an operation was tried in a state.</param>
/// <param name="States">How many configurations were entered.</param>
/// <param name="Longest">The largest number of operations with known outcomes in any legal order.</param>
/// <param name="Known">How many such operations there are.</param>
/// <param name="Furthest">The latest completion that no order got past, as an operation; -1 where there is
/// none.</param>
internal readonly record struct SearchOutcome(
    SearchEnd End, long Steps, long States, int Longest, int Known, int Furthest);

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
/// 2. An operation with an unknown outcome is used only directly before an operation that needs it. Take an order of
/// the rest that uses the fewest unknown operations, and among those one that uses them latest. Let u be an unknown
/// operation in it that is followed by o. If o is legal without u and leads to the same state, u could be left out:
/// fewer. If o is legal without u and u after o leads to the same state, u could be moved behind o, for it never
/// completes: later. If u leads back to a state from before it in an unbroken row of unknown operations, that row could
/// be cut: fewer. So it is enough to try rows of unknown operations for which none of this is so, and to try them after
/// everything else: unknown operations that nobody observed are never used at all, which makes the first descent the
/// cheap search without them.
/// </para>
/// </remarks>
internal sealed class PartSearch<TMachine> where TMachine : struct, IPartMachine
{
    private const long StepsBetweenCancellationChecks = 1 << 14;

    private readonly TMachine _machine;
    private readonly Timeline _timeline;
    private readonly PendingEvents _pending;
    private readonly UnknownOperations _unknown;
    private readonly VisitedConfigurations _visited;
    private readonly long _stepLimit;
    private readonly int _stateLimit;
    private readonly CancellationToken _cancellation;

    private Configuration[] _path = new Configuration[64];
    private int _depth;
    private IntStack _alternatives = new();
    private IntStack _usedClasses = new();
    private readonly RowOfUnknown _row = new();
    private long _steps;
    private long _nextCancellationCheck = StepsBetweenCancellationChecks;
    private long _states;
    private int _longest;
    private int _furthest = -1;

    public PartSearch(
        TMachine machine,
        Timeline timeline,
        VisitedConfigurations visited,
        long stepLimit,
        int stateLimit,
        CancellationToken cancellation)
    {
        _machine = machine;
        _timeline = timeline;
        _pending = new PendingEvents(timeline);
        _unknown = UnknownOperations.Of(machine, timeline);
        _visited = visited;
        _visited.Clear();
        _stepLimit = stepLimit;
        _stateLimit = stateLimit;
        _cancellation = cancellation;
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
            if (_steps >= _nextCancellationCheck)
            {
                _cancellation.ThrowIfCancellationRequested();
                _nextCancellationCheck = _steps + StepsBetweenCancellationChecks;
            }

            if (_pending.First == 0) return Outcome(SearchEnd.Linearizable);
            if (_steps > _stepLimit || _visited.Size > _stateLimit) return Outcome(SearchEnd.OutOfSteps);
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

    private SearchOutcome Outcome(SearchEnd end) => new(end, _steps, _states, _longest, _pending.Count, _furthest);

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

        var blocking = PendingEvents.OperationOf(node);
        if (_furthest < 0 || _timeline.Returns[blocking] > _timeline.Returns[_furthest]) _furthest = blocking;
        here.Phase = Phase.Direct;
        here.Cursor = _pending.First;
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

    // Rule 2: depth first over the rows of unknown operations that lead through states all different from each other.
    private void FindAlternatives(int state)
    {
        var before = FirstReturn();
        _row.Start(state);
        while (_row.Length >= 0)
        {
            if (_steps > _stepLimit) break;
            ref var last = ref _row.Last;
            var number = last.NextClass++;
            if (number == _unknown.ClassCount)
            {
                if (_row.Length > 0) _unknown.Release(_row.Last.Class);
                _row.RemoveLast();
                continue;
            }

            // A blind write behind another unknown operation makes that one pointless.
            if (_row.Length > 0 && _unknown.IsBlind[number]) continue;
            var unknown = _unknown.NextOf(number, before);
            if (unknown < 0 || !Step(last.State, unknown, out var next) || _row.Contains(next)) continue;
            if (_row.Length > 0 && Step(_row.StateBeforeLast, unknown, out var without) && without == next) continue;
            TryKnownAfter(last.State, unknown, next, number);
            _unknown.Use(number);
            _row.Add(number, next);
        }

        // Out of steps in the middle of a row: what it uses is given back, for the outcome is decided anyway.
        for (; _row.Length > 0; _row.RemoveLast()) _unknown.Release(_row.Last.Class);
    }

    private void TryKnownAfter(int before, int unknown, int state, int number)
    {
        for (var node = _pending.First; PendingEvents.IsCall(node); node = _pending.After(node))
        {
            var operation = PendingEvents.OperationOf(node);
            if (!Step(state, operation, out var next)) continue;
            if (Step(before, operation, out var without))
            {
                if (without == next) continue;
                if (Step(without, unknown, out var later) && later == next) continue;
            }

            _alternatives.Push(operation);
            _alternatives.Push(next);
            _alternatives.Push(_row.Length + 1);
            _row.PushClasses(ref _alternatives);
            _alternatives.Push(number);
        }
    }

    private long FirstReturn()
    {
        var node = _pending.First;
        while (PendingEvents.IsCall(node)) node = _pending.After(node);
        return _timeline.Returns[PendingEvents.OperationOf(node)];
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
        _longest = Math.Max(_longest, _depth);
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
        return new UInt128(StableHash.Mix(hash, 0x9E3779B97F4A7C15), StableHash.Mix(hash, 0xC2B2AE3D27D4EB4F));
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
}
