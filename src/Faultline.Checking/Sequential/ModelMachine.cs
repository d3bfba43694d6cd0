using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Model.Operations;

namespace Faultline.Checking.Sequential;

/// <summary>The machine of any model: the states of its parts get their numbers in the order in which the search meets
/// them.</summary>
internal readonly struct ModelMachine<TState> : ISequentialMachine
{
    private readonly SequentialModel<TState> _model;
    private readonly ProcessOrder _order;
    private readonly int[] _partOf;
    private readonly bool[] _isReadOnly;
    private readonly int[] _current;
    private readonly StateNumbers<TState> _states;
    private readonly Stack<int> _before;
    private readonly UInt128[] _digest;

    public ModelMachine(SequentialModel<TState> model, ProcessOrder order)
    {
        _model = model;
        _order = order;
        _states = new StateNumbers<TState>(model);
        _before = new Stack<int>();
        _digest = [UInt128.Zero];
        _partOf = new int[order.Count];
        _isReadOnly = new bool[order.Count];
        var parts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < order.Count; i++)
        {
            // Number 0 is the only part of a model without parts.
            if (model.PartOf(order.Entries[i].Operation) is { } name && !parts.TryGetValue(name, out _partOf[i]))
                parts.Add(name, _partOf[i] = parts.Count + 1);
            _isReadOnly[i] = model.IsReadOnly(order.Entries[i].Operation, order.Entries[i].Observed());
        }

        _current = new int[parts.Count + 1];
        Array.Fill(_current, _states.Of(model.Initial));
    }

    public UInt128 Digest => _digest[0];

    public bool IsOptional(int operation) => _order.Entries[operation].Outcome == OperationOutcome.Info;

    public bool IsReadOnly(int operation) => _isReadOnly[operation];

    public bool TryDo(int operation)
    {
        var part = _partOf[operation];
        var current = _current[part];
        var entry = _order.Entries[operation];
        if (!_model.Apply(_states[current], entry.Operation, entry.Observed(), out var after)) return false;
        var next = _isReadOnly[operation] ? current : _states.Of(after);
        if (next == current && IsOptional(operation)) return false;
        _before.Push(current);
        Set(part, next);
        return true;
    }

    public void Undo(int operation) => Set(_partOf[operation], _before.Pop());

    private void Set(int part, int next)
    {
        if (_current[part] == next) return;
        _digest[0] ^= Digests.OfState(part, _current[part]) ^ Digests.OfState(part, next);
        _current[part] = next;
    }
}
