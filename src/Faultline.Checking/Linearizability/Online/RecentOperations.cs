using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Online;

/// <summary>The last operations of a part, and the state before them, from which a violation is explained.</summary>
internal sealed class RecentOperations<TState>(SequentialModel<TState> model, SearchLimits limits)
{
    private const int Enough = 256;
    private const int Most = 8_192;

    private readonly List<HistoryEntry> _entries = [];
    private TState _start = model.Initial;
    private bool _isComplete = true;

    /// <summary>Whether it would be good to begin anew.</summary>
    public bool IsLong => _entries.Count >= Enough || !_isComplete;

    public void Add(HistoryEntry entry)
    {
        if (!_isComplete) return;
        _entries.Add(entry);
        if (_entries.Count < Most) return;
        _entries.Clear();
        _isComplete = false;
    }

    /// <summary>Begins anew.</summary>
    /// <param name="start">The one state in which the part can be.</param>
    /// <param name="unknown">The operations that may still take effect.</param>
    public void Restart(TState start, IEnumerable<HistoryEntry> unknown)
    {
        _start = start;
        _isComplete = true;
        _entries.Clear();
        _entries.AddRange(unknown);
    }

    /// <summary>The operations that prove a violation, and why; null where they are not at hand.</summary>
    public CheckResult? Explain()
    {
        if (!_isComplete) return null;
        var history = new History([.. _entries.OrderBy(static entry => entry.Invoked.Index)]);
        var found = LinearizabilityChecker.Check(history, new ContinuedModel(model, _start), limits with { Progress = null }).Result;
        return found.Verdict == Verdict.Broken ? found : null;
    }

    /// <summary>A model that begins in another state.</summary>
    private sealed class ContinuedModel(SequentialModel<TState> model, TState start) : SequentialModel<TState>
    {
        // A state that is a text is the value itself where the model knows of single values.
        private readonly bool _saysValues = typeof(TState) == typeof(string) || model.AreEqual(model.Initial, start);

        public override string Name => model.Name;

        public override TState Initial => start;

        public override CollectionKind Collection => model.AreEqual(model.Initial, start) ? model.Collection : CollectionKind.None;

        public override string? InitialValue => typeof(TState) == typeof(string) ? start as string : model.InitialValue;

        public override bool Apply(in TState state, Operation operation, OperationResult? observed, out TState after) =>
            model.Apply(state, operation, observed, out after);

        public override UInt128 Digest(in TState state) => model.Digest(state);

        public override bool AreEqual(in TState left, in TState right) => model.AreEqual(left, right);

        public override string? PartOf(Operation operation) => model.PartOf(operation);

        public override string NameOfPart(string? part) => model.NameOfPart(part);

        public override bool IsReadOnly(Operation operation, OperationResult? observed) => model.IsReadOnly(operation, observed);

        public override bool Commute(Operation one, Operation other) => model.Commute(one, other);

        public override ValueAccess? AccessOf(Operation operation, OperationResult? observed) =>
            _saysValues ? model.AccessOf(operation, observed) : null;

        public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) =>
            model.CollectionAccessOf(operation, observed);
    }
}
