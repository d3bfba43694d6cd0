using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Causal;

/// <summary>Finds the write that each read read from, and with that which operations with unknown outcomes happened.</summary>
internal sealed class Sources
{
    private readonly ProcessOrder _order;
    private readonly int[] _keyOf;
    private readonly ValueAccess[] _accesses;
    private readonly string? _initial;
    private readonly Dictionary<(int Key, string Value), (int First, int Second)> _writers = [];
    private readonly Dictionary<int, (int First, int Second)> _removers = [];

    public Sources(ProcessOrder order, int[] keyOf, ValueAccess[] accesses, string? initial)
    {
        _order = order;
        _keyOf = keyOf;
        _accesses = accesses;
        _initial = initial;
        Writes = new bool[order.Count];
        SourceOf = new int[order.Count];
        Array.Fill(SourceOf, ReadsFrom.Nothing);
        for (var i = 0; i < order.Count; i++)
        {
            if (!accesses[i].Writes) continue;
            var (first, second) = WritersOf(keyOf[i], accesses[i].Written);
            var writers = first < 0 ? (i, second) : (first, second < 0 ? i : second);
            if (accesses[i].Written is { } value) _writers[(keyOf[i], value)] = writers;
            else _removers[keyOf[i]] = writers;
        }
    }

    public bool[] Writes { get; }

    public int[] SourceOf { get; }

    /// <summary>Finds all of them.</summary>
    /// <returns>Null, or what cannot be told.</returns>
    public HistoryFormatException? FindAll()
    {
        var happened = new Queue<int>();
        for (var i = 0; i < _order.Count; i++)
        {
            if (_order.Entries[i].Outcome != OperationOutcome.Ok) continue;
            Writes[i] = _accesses[i].Writes;
            happened.Enqueue(i);
        }

        while (happened.TryDequeue(out var read))
        {
            if (_accesses[read].Rule != ReadRule.Equal) continue;
            var (key, value) = (_keyOf[read], _accesses[read].Read);
            var (first, second) = WritersOf(key, value);
            if (value == _initial && first >= 0)
                return Ambiguity(first, $"writes {Quoted(value)}, which was there before the first write", read);
            if (second >= 0) return Ambiguity(second, $"writes {Quoted(value)}, as {Named(first)} did", read);
            SourceOf[read] = first >= 0 && first != read ? first : value == _initial ? ReadsFrom.Initial : ReadsFrom.ThinAir;
            if (SourceOf[read] < 0 || Writes[first]) continue;
            Writes[first] = true;
            happened.Enqueue(first);
        }

        return null;
    }

    private (int First, int Second) WritersOf(int key, string? value)
    {
        if (value is not null) return _writers.TryGetValue((key, value), out var writers) ? writers : (-1, -1);
        return _removers.TryGetValue(key, out var removers) ? removers : (-1, -1);
    }

    private HistoryFormatException Ambiguity(int write, string what, int read)
    {
        var sentence = $"{Named(write)} {what}, so it cannot be told which of them {Named(read)} read from; "
            + "this check needs a history in which each value is written to a key only once";
        return _order.Entries[write].Line > 0
            ? new HistoryFormatException(_order.Entries[write].Line, sentence)
            : new HistoryFormatException(sentence);
    }

    private string Named(int operation)
    {
        var entry = _order.Entries[operation];
        return $"`{entry.Operation}` by process {entry.Process}" + (entry.Line > 0 ? $" in line {entry.Line}" : "");
    }

    private static string Quoted(string? value) => value ?? "nothing";
}
