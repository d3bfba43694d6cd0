using System.Runtime.InteropServices;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Online;

/// <summary>One part of an online check.</summary>
/// <remarks>
/// What an operation does may depend on its result, which is known only when it ends. So its invocation waits until then, and all
/// events behind it wait too: the frontier is as far as the oldest open operation. A second one looks ahead from there, in which every
/// open operation may or may not take effect, whatever its result; if even that has no configuration left, a violation is certain.
/// </remarks>
internal sealed class OnlinePart<TState>
{
    /// <summary>How many events may wait for one operation to end; then it counts as one with an unknown outcome.</summary>
    public const int MostWaiting = 1_024;

    private const int FewWaiting = 16;
    private const int BetweenCompactions = 1_024;

    private readonly string _name;
    private readonly List<ModelOperation> _operations = [];
    private readonly List<long> _calls = [];
    private readonly List<OnlineOperation> _owners = [];
    private readonly Queue<Event> _waiting = new();
    private readonly UnknownOperations _unknown = new();
    private readonly Dictionary<Operation, int> _classes = [];
    private readonly ModelMachine<TState> _machine;
    private readonly Frontier<ModelMachine<TState>> _frontier;
    private readonly Frontier<ModelMachine<TState>> _ahead;
    private readonly RecentOperations<TState> _recent;
    private int _sinceLookAhead;
    private int _compactAt = BetweenCompactions;

    public OnlinePart(int number, SequentialModel<TState> model, string name, SearchLimits limits)
    {
        (Number, _name) = (number, name);
        _machine = new ModelMachine<TState>(model, _operations);
        _frontier = new Frontier<ModelMachine<TState>>(_machine, _unknown, trunk: null) { StateLimit = limits.States };
        _ahead = new Frontier<ModelMachine<TState>>(_machine, _unknown, trunk: null, _frontier) { StateLimit = limits.States };
        _recent = new RecentOperations<TState>(model, limits);
    }

    public int Number { get; }

    /// <summary>Why the part can no longer be decided; null where it can.</summary>
    public string? Trouble { get; private set; }

    public int Configurations => _frontier.Count;

    public int Remembered => _owners.Count(static owner => !owner.IsOver);

    public void Invoked(OnlineOperation operation, long now)
    {
        if (IsLost) return;
        operation.AsUnknown = operation.Number = Add(operation, null, now);
        _recent.Add(operation.Entry);
        _waiting.Enqueue(new Event(operation, now, false));
        if (_waiting.Count > MostWaiting) GiveUpOldest();
    }

    public CheckResult? Completed(OnlineOperation operation, long now)
    {
        if (IsLost) return null;
        if (operation.Outcome is not null)
        {
            Trouble ??= $"`{operation.Entry.Operation}` by process {operation.Entry.Process} was open while very many others on {_name} "
                + "came and went, so its outcome was not checked: check the whole history instead";
            return null;
        }

        operation.Outcome = operation.Entry.Outcome;
        if (operation.Outcome == OperationOutcome.Ok)
        {
            operation.Number = Add(operation, operation.Entry.Result, _calls[operation.AsUnknown]);
            _waiting.Enqueue(new Event(operation, now, true));
        }

        if (Advance() is { } violation) return violation;
        if (_waiting.Count == 0 && _frontier.IsQuiet && _frontier.Count == 1 && _recent.IsLong) RestartRecent();
        if (_operations.Count >= _compactAt) Compact();

        // A long row of waiting events is not gone through at every completion, but every time that it has grown by a part.
        _sinceLookAhead++;
        return _waiting.Count <= FewWaiting || 4 * _sinceLookAhead >= _waiting.Count ? LookAhead() : null;
    }

    /// <summary>The violation that is certain although some operations are still open; null where there is none.</summary>
    public CheckResult? LookAhead()
    {
        _sinceLookAhead = 0;
        if (_waiting.Count == 0 || IsLost) return null;
        _ahead.CopyFrom(_frontier);
        var mark = _unknown.Mark();
        OnlineOperation? stuck = null;
        foreach (var (operation, at, isCompletion) in _waiting)
        {
            if (isCompletion)
            {
                if (_ahead.Complete(operation.PlaceAhead, Calls, at)) continue;
                stuck = _ahead.GaveUp ? null : operation;
                break;
            }

            if (operation.Outcome is null or OperationOutcome.Info) AddUnknown(operation);
            else if (operation.Outcome == OperationOutcome.Fail) continue;
            else if (_ahead.FreePlaces > 0) operation.PlaceAhead = _ahead.Invoke(operation.Number);
            else break;
        }

        foreach (var number in Enumerable.Range(mark.Classes, _unknown.ClassCount - mark.Classes))
            _classes.Remove(_operations[_unknown.Members(number)[0]].Operation);
        _unknown.GoBackTo(mark);
        return stuck is null ? null : ViolationAt(stuck);
    }

    private bool IsLost => Trouble is not null && _frontier.Count == 0;

    private ReadOnlySpan<long> Calls => CollectionsMarshal.AsSpan(_calls);

    private int Add(OnlineOperation owner, OperationResult? observed, long call)
    {
        _operations.Add(new ModelOperation(owner.Entry.Operation, observed));
        _calls.Add(call);
        _owners.Add(owner);
        return _operations.Count - 1;
    }

    private CheckResult? Advance()
    {
        while (_waiting.TryPeek(out var next) && next.Operation.Outcome is { } outcome)
        {
            _waiting.Dequeue();
            var operation = next.Operation;
            if (next.IsCompletion)
            {
                operation.IsOver = true;
                if (_frontier.Complete(operation.Place, Calls, next.At)) continue;
                if (!_frontier.GaveUp) return ViolationAt(operation);
                Lose($"{_name} has too many configurations to be followed");
                return null;
            }

            if (outcome == OperationOutcome.Fail) operation.IsOver = true;
            else if (outcome == OperationOutcome.Info) operation.IsOver = !AddUnknown(operation);
            else if (_frontier.FreePlaces > 0) operation.PlaceAhead = operation.Place = _frontier.Invoke(operation.Number);
            else
            {
                Lose($"more than {Frontier<ModelMachine<TState>>.MostOpen} operations on {_name} were open at once");
                return null;
            }
        }

        return null;
    }

    private bool AddUnknown(OnlineOperation operation)
    {
        // A read that nobody saw the result of changes nothing.
        if (_machine.IsReadOnly(operation.AsUnknown)) return false;
        if (!_classes.TryGetValue(operation.Entry.Operation, out var number))
        {
            number = _unknown.AddClass(_machine.IsBlind(operation.AsUnknown));
            _classes.Add(operation.Entry.Operation, number);
        }

        _unknown.Add(number, operation.AsUnknown);
        return true;
    }

    private void GiveUpOldest()
    {
        // As long as it does not end, that is what it is.
        _waiting.Peek().Operation.Outcome = OperationOutcome.Info;
    }

    private void Lose(string why)
    {
        Trouble = why + ": check the whole history instead";
        _frontier.Lose();
        _waiting.Clear();
        foreach (var owner in _owners) owner.IsOver = true;
    }

    private CheckResult ViolationAt(OnlineOperation operation)
    {
        var entry = operation.Entry;
        return (_recent.Explain() ?? new CheckResult(
            Verdict.Broken,
            $"no order of the operations on {_name} gives every user the result that was seen; none gets past `{entry}`, completed at "
            + $"{Words.Seconds(entry.Completed.Time)}")) with
        { ShownAt = entry.Completed.Time };
    }

    private void RestartRecent()
    {
        _recent.Restart(_machine.StateOf(_frontier.FirstState), _frontier.Unused().Select(number => _owners[number].Entry));
    }

    /// <summary>Forgets operations and states that nothing can come of.</summary>
    private void Compact()
    {
        foreach (var settled in _frontier.SettleUnknown()) _owners[settled].IsOver = true;
        var numbers = new int[_operations.Count];
        var kept = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var owner = _owners[i];
            numbers[i] = kept;
            if (owner.IsOver) continue;
            if (owner.AsUnknown == i) owner.AsUnknown = kept;
            if (owner.Number == i) owner.Number = kept;
            (_operations[kept], _calls[kept], _owners[kept]) = (_operations[i], _calls[i], owner);
            kept++;
        }

        _operations.RemoveRange(kept, _operations.Count - kept);
        _calls.RemoveRange(kept, _calls.Count - kept);
        _owners.RemoveRange(kept, _owners.Count - kept);
        _unknown.Renumber(numbers);
        _frontier.Renumber(numbers);
        _classes.Clear();
        for (var number = 0; number < _unknown.ClassCount; number++)
            _classes[_operations[_unknown.Members(number)[0]].Operation] = number;
        _compactAt = (2 * kept) + BetweenCompactions;
    }

    private readonly record struct Event(OnlineOperation Operation, long At, bool IsCompletion);
}
