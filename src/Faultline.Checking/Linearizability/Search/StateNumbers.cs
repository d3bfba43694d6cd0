namespace Faultline.Checking.Linearizability.Search;

/// <summary>The states of a model as numbers, in the order in which they are met; equal states have equal numbers.</summary>
internal sealed class StateNumbers<TState>(SequentialModel<TState> model)
{
    private readonly List<TState> _states = [];
    private readonly Dictionary<UInt128, int> _numbers = [];

    /// <summary>The state with a number.</summary>
    public TState this[int number] => _states[number];

    /// <summary>The number of a state.</summary>
    public int Of(in TState state)
    {
        // States that share a digest without being equal take the next free one.
        for (var digest = model.Digest(state); ; digest = unchecked(digest + 1))
        {
            if (!_numbers.TryGetValue(digest, out var number))
            {
                _numbers.Add(digest, _states.Count);
                _states.Add(state);
                return _states.Count - 1;
            }

            if (model.AreEqual(_states[number], state)) return number;
        }
    }

    /// <summary>Forgets all states but some, and gives these new numbers.</summary>
    public void Retain(Span<int> states)
    {
        var kept = new TState[states.Length];
        for (var i = 0; i < kept.Length; i++) kept[i] = _states[states[i]];
        _states.Clear();
        _numbers.Clear();
        for (var i = 0; i < kept.Length; i++) states[i] = Of(kept[i]);
    }
}
