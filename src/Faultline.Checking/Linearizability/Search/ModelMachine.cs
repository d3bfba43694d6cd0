using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>The machine of any model: its states get their numbers in the order in which the search meets
/// them.</summary>
internal readonly struct ModelMachine<TState> : IPartMachine
{
    private readonly SequentialModel<TState> _model;
    private readonly IReadOnlyList<HistoryEntry> _entries;
    private readonly List<TState> _states;
    private readonly Dictionary<UInt128, int> _numbers;

    public ModelMachine(SequentialModel<TState> model, IReadOnlyList<HistoryEntry> entries)
    {
        _model = model;
        _entries = entries;
        _states = [];
        _numbers = [];
        Initial = NumberOf(model.Initial);
    }

    public int Initial { get; }

    public bool Step(int state, int operation, out int next)
    {
        var entry = _entries[operation];
        if (_model.Apply(_states[state], entry.Operation, entry.Observed(), out var after))
        {
            next = NumberOf(after);
            return true;
        }

        next = state;
        return false;
    }

    public bool IsReadOnly(int operation) =>
        _model.IsReadOnly(_entries[operation].Operation, _entries[operation].Observed());

    public bool IsBlind(int operation) => false;

    public bool AreAlike(int left, int right) => _entries[left].Operation.Equals(_entries[right].Operation);

    private int NumberOf(in TState state)
    {
        // States that share a digest without being equal take the next free one.
        for (var digest = _model.Digest(state); ; digest = unchecked(digest + 1))
        {
            if (!_numbers.TryGetValue(digest, out var number))
            {
                _numbers.Add(digest, _states.Count);
                _states.Add(state);
                return _states.Count - 1;
            }

            if (_model.AreEqual(_states[number], state)) return number;
        }
    }
}
