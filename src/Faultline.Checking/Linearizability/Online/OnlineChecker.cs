using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Online;

/// <summary>Decides linearizability while operations happen, in memory that depends on how many overlap and not on how many there
/// were.</summary>
/// <remarks>
/// It is told of every invocation and completion, in the order in which they happen, and says when a violation is certain: then no
/// continuation of the history can be linearizable. What it remembers of a part are the configurations in which the part can be, the
/// operations that are open or have unknown outcomes, and some recent ones, to show what went wrong. Not for several threads at once.
/// </remarks>
/// <typeparam name="TState">The state of the model.</typeparam>
/// <param name="model">What the users should get.</param>
/// <param name="limits">How many states may be remembered for each part, and how much work goes into a counterexample; null for the
/// default.</param>
public sealed class OnlineChecker<TState>(SequentialModel<TState> model, SearchLimits? limits = null)
{
    private readonly SearchLimits _limits = limits ?? SearchLimits.Default;
    private readonly Dictionary<string, OnlinePart<TState>> _byName = new(StringComparer.Ordinal);
    private readonly List<OnlinePart<TState>> _parts = [];
    private readonly Dictionary<HistoryEntry, OnlineOperation> _open = new(ReferenceEqualityComparer.Instance);
    private OnlinePart<TState>? _whole;
    private long _now;
    private long _operations;

    /// <summary>The first violation; null as long as there is none.</summary>
    public CheckResult? Violation { get; private set; }

    /// <summary>How many configurations are remembered, of all parts together.</summary>
    public int Configurations => _parts.Sum(static part => part.Configurations);

    /// <summary>How many operations are remembered, of all parts together: those that are open, those with unknown outcomes that may
    /// still take effect, and those that wait for one of them.</summary>
    public int Remembered => _parts.Sum(static part => part.Remembered);

    /// <summary>An operation was invoked.</summary>
    /// <param name="entry">The operation; the same object is to be given when it ends.</param>
    /// <exception cref="ArgumentException">The model does not know such an operation.</exception>
    public void Invoked(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Violation is not null) return;
        var part = PartOf(entry.Operation);
        var operation = new OnlineOperation(entry, part.Number);
        if (!_open.TryAdd(entry, operation)) throw new ArgumentException($"`{entry}` is open already", nameof(entry));
        _operations++;
        part.Invoked(operation, _now++);
    }

    /// <summary>An operation ended; its outcome, and its result for ok, stand in the entry.</summary>
    /// <param name="entry">The operation.</param>
    /// <returns>The violation, if one is certain now; else null.</returns>
    /// <exception cref="ArgumentException">It is not open, or the model does not know such a result.</exception>
    public CheckResult? Completed(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Violation is not null) return Violation;
        if (!_open.Remove(entry, out var operation)) throw new ArgumentException($"`{entry}` is not open", nameof(entry));
        return Violation = _parts[operation.Part].Completed(operation, _now++);
    }

    /// <summary>What is true of all that happened so far.</summary>
    /// <returns>Broken, with the first violation; undecided where some part became too much to follow; else held.</returns>
    public CheckResult Conclude()
    {
        for (var i = 0; i < _parts.Count && Violation is null; i++) Violation = _parts[i].LookAhead();
        if (Violation is not null) return Violation;
        return _parts.Find(static part => part.Trouble is not null) is { } lost
            ? new CheckResult(Verdict.Undecided, lost.Trouble!)
            : new CheckResult(
                Verdict.Held,
                $"{Words.Count(_operations, "operation")} in {Words.Count(_parts.Count, "part")} had a legal order all along");
    }

    private OnlinePart<TState> PartOf(Operation operation)
    {
        var name = model.PartOf(operation);
        if (name is null) return _whole ??= NewPart(null);
        if (!_byName.TryGetValue(name, out var part)) _byName.Add(name, part = NewPart(name));
        return part;
    }

    private OnlinePart<TState> NewPart(string? name)
    {
        var part = new OnlinePart<TState>(_parts.Count, model, model.NameOfPart(name), _limits);
        _parts.Add(part);
        return part;
    }
}
