using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>An operation of any model, with its result where it is known.</summary>
internal readonly record struct ModelOperation(Operation Operation, OperationResult? Observed)
{
    public static List<ModelOperation> AllOf(IReadOnlyList<HistoryEntry> entries)
    {
        var operations = new List<ModelOperation>(entries.Count);
        foreach (var entry in entries) operations.Add(new ModelOperation(entry.Operation, entry.Observed()));
        return operations;
    }
}

/// <summary>The machine of any model: its states get their numbers in the order in which the search meets
/// them.</summary>
internal readonly struct ModelMachine<TState> : IPartMachine
{
    private readonly SequentialModel<TState> _model;
    private readonly List<ModelOperation> _operations;
    private readonly StateNumbers<TState> _states;
    private readonly StepTable _known = new();

    public ModelMachine(SequentialModel<TState> model, List<ModelOperation> operations)
    {
        _model = model;
        _operations = operations;
        _states = new StateNumbers<TState>(model);
        _states.Of(model.Initial);
    }

    public int Initial => 0;

    public bool IsThreadSafe => false;

    public bool KnowsHelp => _model.KnowsHelp;

    public bool CanHelp(int state, int operation, int other) => _model.CanHelp(
        _states[state], _operations[operation].Operation, _operations[operation].Observed, _operations[other].Operation);

    public bool Step(int state, int operation, out int next)
    {
        ref var known = ref _known.PlaceFor(state, operation, out var isKnown);
        if (isKnown)
        {
            next = known;
            return next >= 0;
        }

        var (asked, observed) = _operations[operation];
        next = _model.Apply(_states[state], asked, observed, out var after) ? _states.Of(after) : -1;
        known = next;
        return next >= 0;
    }

    /// <summary>The state with a number.</summary>
    public TState StateOf(int state) => _states[state];

    public bool IsReadOnly(int operation) => _model.IsReadOnly(_operations[operation].Operation, _operations[operation].Observed);

    public bool IsBlind(int operation) =>
        _model.AccessOf(_operations[operation].Operation, _operations[operation].Observed)
            is { Rule: ReadRule.None, Writes: true };

    public bool Commute(int left, int right) => _model.Commute(_operations[left].Operation, _operations[right].Operation);

    public bool AreAlike(int left, int right) => _operations[left].Operation.Equals(_operations[right].Operation);

    public int HashOf(int operation) => _operations[operation].Operation.GetHashCode();

    public void Retain(Span<int> states)
    {
        _states.Retain(states);
        _known.Clear();
    }
}

/// <summary>What steps led to, as many as fit: a model's own steps cost more than to look one up.</summary>
internal sealed class StepTable
{
    private const int Size = 1 << 11;

    private readonly ulong[] _steps = new ulong[Size];
    private readonly int[] _next = new int[Size];

    /// <summary>The place of a step; what stood there before is forgotten.</summary>
    public ref int PlaceFor(int state, int operation, out bool isKnown)
    {
        var step = unchecked(((ulong)(uint)state << 32) + (uint)operation + 1);
        var place = (int)(unchecked(step * 0x9E3779B97F4A7C15) >> (64 - 11));
        isKnown = _steps[place] == step;
        _steps[place] = step;
        return ref _next[place];
    }

    public void Clear() => Array.Clear(_steps);
}
