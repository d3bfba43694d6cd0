using Faultline.Checking.Causal;

namespace Faultline.Checking.Sequential;

/// <summary>The search for an order of all operations that keeps the order of each process: depth first, iterative, remembering
/// where it was.</summary>
/// <remarks>
/// A configuration is how far each process is and the state of all parts. A read that may be next and is legal is taken at once,
/// and no alternative to it is tried: in any order that goes on from here it can be moved to the front, for it changes no state and
/// what has to precede it is done. Operations are tried in the order of their invocations, which in a real system is near to the
/// order in which they took effect, and those that need not take effect last.
/// </remarks>
internal sealed class SequentialSearch<TMachine> where TMachine : struct, ISequentialMachine
{
    private const long StepsBetweenCancellationChecks = 1 << 14;
    private const int Untried = -1;
    private const int Exhausted = int.MaxValue;

    private readonly TMachine _machine;
    private readonly ProcessOrder _order;
    private readonly Precedence? _precedence;
    private readonly int[] _position;
    private readonly int _needed;
    private readonly HashSet<UInt128> _visited = [];
    private readonly List<int> _path = [];
    private readonly List<int> _cursors = [Untried];
    private UInt128 _positions;
    private int _done;

    /// <summary>A search.</summary>
    /// <param name="machine">The object.</param>
    /// <param name="order">The operations.</param>
    /// <param name="precedence">What is known already of which operation precedes which; or null.</param>
    public SequentialSearch(TMachine machine, ProcessOrder order, Precedence? precedence)
    {
        _machine = machine;
        _order = order;
        _precedence = precedence;
        _position = new int[order.Processes.Length];
        _needed = Enumerable.Range(0, order.Count).Count(i => !machine.IsOptional(i));
    }

    /// <summary>How many times an operation was tried.</summary>
    public long Steps { get; private set; }

    /// <summary>How many configurations were entered.</summary>
    public long States { get; private set; }

    /// <summary>The largest number of operations in any legal order, those that need not take effect not counted.</summary>
    public int Longest { get; private set; }

    /// <summary>How many such operations there are.</summary>
    public int Needed => _needed;

    /// <summary>Whether the limit ended the search.</summary>
    public bool IsOutOfSteps { get; private set; }

    /// <summary>Searches; to be called once.</summary>
    /// <returns>The order, or null.</returns>
    public List<int>? Run(long stepLimit, long stateLimit, CancellationToken cancellation)
    {
        var nextCancellationCheck = 0L;
        while (_done < _needed)
        {
            if (Steps >= nextCancellationCheck)
            {
                cancellation.ThrowIfCancellationRequested();
                nextCancellationCheck = Steps + StepsBetweenCancellationChecks;
            }

            if (Steps > stepLimit || _visited.Count > stateLimit)
            {
                IsOutOfSteps = true;
                return null;
            }

            if (_cursors[^1] == Untried && TakeRead()) continue;
            if (TakeNext()) continue;
            if (_path.Count == 0) return null;
            Leave();
        }

        return _path;
    }

    private bool TakeRead()
    {
        for (var process = 0; process < _position.Length; process++)
        {
            var operation = HeadOf(process);
            if (operation < 0 || !_machine.IsReadOnly(operation) || !IsReady(operation) || !TryDo(operation)) continue;
            _cursors[^1] = Exhausted;
            Enter(operation);
            return true;
        }

        return false;
    }

    private bool TakeNext()
    {
        while (_cursors[^1] != Exhausted)
        {
            var (operation, least) = (-1, Exhausted);
            for (var process = 0; process < _position.Length; process++)
            {
                var head = HeadOf(process);
                if (head < 0 || _machine.IsReadOnly(head)) continue;
                var rank = _machine.IsOptional(head) ? head + _order.Count : head;
                if (rank > _cursors[^1] && rank < least) (operation, least) = (head, rank);
            }

            _cursors[^1] = least;
            if (operation < 0 || !IsReady(operation) || !TryDo(operation)) continue;
            Advance(operation, 1);
            if (_visited.Add(_positions ^ _machine.Digest))
            {
                Advance(operation, -1);
                Enter(operation);
                return true;
            }

            Advance(operation, -1);
            _machine.Undo(operation);
        }

        return false;
    }

    private int HeadOf(int process)
    {
        var operations = _order.Processes[process];
        return _position[process] < operations.Length ? operations[_position[process]] : -1;
    }

    private bool IsReady(int operation)
    {
        if (_precedence is null) return true;
        var before = _precedence.ClockOf(operation);
        for (var process = 0; process < before.Length; process++)
        {
            if (before[process] > _position[process]) return false;
        }

        return true;
    }

    private bool TryDo(int operation)
    {
        Steps++;
        return _machine.TryDo(operation);
    }

    private void Enter(int operation)
    {
        Advance(operation, 1);
        States++;
        _path.Add(operation);
        _cursors.Add(Untried);
        if (!_machine.IsOptional(operation)) _done++;
        Longest = Math.Max(Longest, _done);
    }

    private void Leave()
    {
        var operation = _path[^1];
        _path.RemoveAt(_path.Count - 1);
        _cursors.RemoveAt(_cursors.Count - 1);
        if (!_machine.IsOptional(operation)) _done--;
        Advance(operation, -1);
        _machine.Undo(operation);
    }

    private void Advance(int operation, int by)
    {
        var process = _order.ProcessOf[operation];
        _positions ^= Digests.OfPosition(process, _position[process]) ^ Digests.OfPosition(process, _position[process] + by);
        _position[process] += by;
    }
}
