using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Model.Operations;

namespace Faultline.Checking.Sequential;

/// <summary>The machine of single values where it is known which write each read read from: each key holds a write.</summary>
/// <remarks>A write is not replaced while a read of it is still to come, for nobody will write the value again.</remarks>
internal readonly struct ReadsFromMachine : ISequentialMachine
{
    private readonly ReadsFrom _history;
    private readonly string? _initial;
    private readonly int[] _current;
    private readonly int[] _readsLeft;
    private readonly int[] _readsOfInitialLeft;
    private readonly bool[] _hasMisses;
    private readonly Stack<int> _replaced;
    private readonly UInt128[] _digest;

    public ReadsFromMachine(ReadsFrom history, string? initial)
    {
        _history = history;
        _initial = initial;
        _current = new int[history.Keys.Length];
        Array.Fill(_current, ReadsFrom.Initial);
        _readsLeft = [.. history.ReadersOf.Select(static readers => readers?.Count ?? 0)];
        _readsOfInitialLeft = new int[history.Keys.Length];
        _hasMisses = new bool[history.Keys.Length];
        for (var i = 0; i < history.Count; i++)
        {
            if (history.SourceOf[i] == ReadsFrom.Initial) _readsOfInitialLeft[history.KeyOf[i]]++;
            if (history.Accesses[i].Rule == ReadRule.NotEqual) _hasMisses[history.KeyOf[i]] = true;
        }

        _replaced = new Stack<int>();
        _digest = [UInt128.Zero];
    }

    public UInt128 Digest => _digest[0];

    public bool IsOptional(int operation) =>
        !_history.Writes[operation] && _history.Order.Entries[operation].Outcome == OperationOutcome.Info;

    public bool IsReadOnly(int operation) => !_history.Writes[operation] && !IsOptional(operation);

    public bool TryDo(int operation)
    {
        var key = _history.KeyOf[operation];
        var source = _history.SourceOf[operation];
        var current = _current[key];
        var isOptional = IsOptional(operation);

        // A write that nobody read can matter only to a compare and set that found another value than it expected.
        if (isOptional && !_hasMisses[key]) return false;
        if (source != ReadsFrom.Nothing && source != current) return false;
        var access = _history.Accesses[operation];
        if (access.Rule == ReadRule.NotEqual && ValueOf(current) == access.Read) return false;
        if (isOptional && access.Rule == ReadRule.Equal && ValueOf(current) != access.Read) return false;
        var reads = source != ReadsFrom.Nothing;
        var writes = isOptional || _history.Writes[operation];
        ref var left = ref ReadsLeft(key, current);
        if (writes && left > (reads ? 1 : 0)) return false;
        if (reads) left--;
        if (writes) Replace(key, current, operation);
        return true;
    }

    public void Undo(int operation)
    {
        var key = _history.KeyOf[operation];
        if (_history.Writes[operation] || IsOptional(operation)) Replace(key, operation, _replaced.Pop(), isUndone: true);
        if (_history.SourceOf[operation] != ReadsFrom.Nothing) ReadsLeft(key, _current[key])++;
    }

    private void Replace(int key, int before, int after, bool isUndone = false)
    {
        if (!isUndone) _replaced.Push(before);
        _current[key] = after;
        _digest[0] ^= Digests.OfState(key, before) ^ Digests.OfState(key, after);
    }

    private ref int ReadsLeft(int key, int current) =>
        ref current == ReadsFrom.Initial ? ref _readsOfInitialLeft[key] : ref _readsLeft[current];

    private string? ValueOf(int current) => current == ReadsFrom.Initial ? _initial : _history.Accesses[current].Written;
}
