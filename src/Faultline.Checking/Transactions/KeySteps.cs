namespace Faultline.Checking.Transactions;

/// <summary>The steps of each key, in the order of their transactions.</summary>
internal sealed class KeySteps
{
    private readonly int[] _starts;
    private readonly int[] _steps;

    public KeySteps(TransactionTable table)
    {
        var keys = table.KeyOf;
        _starts = new int[table.Keys.Count + 1];
        _steps = new int[keys.Length];
        foreach (var key in keys) _starts[key + 1]++;
        for (var key = 0; key < table.Keys.Count; key++) _starts[key + 1] += _starts[key];
        var next = _starts[..^1];
        for (var step = 0; step < keys.Length; step++) _steps[next[keys[step]]++] = step;
    }

    public ReadOnlySpan<int> Of(int key) => _steps.AsSpan(_starts[key].._starts[key + 1]);
}
