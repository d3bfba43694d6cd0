using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Benchmarks.Checks;

/// <summary>Histories of stores that are right, each operation of which takes effect at one moment of its own.</summary>
internal sealed class BenchHistory
{
    private readonly Prng _random;
    private readonly Dictionary<string, string?> _store = new(StringComparer.Ordinal);
    private readonly List<HistoryEntry> _entries = [];
    private long _index;

    private BenchHistory(ulong seed) => _random = new Prng(seed);

    /// <summary>Reads and puts, half and half, each put with a value of its own.</summary>
    public static History UniqueWrites(int operations, int processes, int keys) =>
        new BenchHistory(7).Generate(operations, processes, (random, count, _) =>
        {
            var key = "k" + random.Below(keys).ToString(CultureInfo.InvariantCulture);
            return random.Below(2) == 0 ? new KvGet(key) : new KvPut(key, count.ToString(CultureInfo.InvariantCulture));
        });

    /// <summary>Reads, puts, and compare and sets, a third each, of one key and few values.</summary>
    public static History FewValues(int operations, int processes, int values) =>
        new BenchHistory(11).Generate(operations, processes, (random, _, current) =>
        {
            var value = random.Below(values).ToString(CultureInfo.InvariantCulture);
            var expected = random.Below(10) < 7 ? current : random.Below(values).ToString(CultureInfo.InvariantCulture);
            return random.Below(3) switch
            {
                0 => new KvGet("k"),
                1 => new KvPut("k", value),
                _ => new KvCas("k", expected, value),
            };
        });

    /// <summary>Puts that were never answered, with so many different values, and then a read of what nobody put.</summary>
    public static History NeverAnswered(int puts, int values)
    {
        var history = new BenchHistory(1);
        for (var i = 0; i < puts; i++) history.Invoke(i, new KvPut("k", $"v{i % values}"));
        history.End(history.Invoke(puts, new KvGet("k")), new KvResult(true, "never put"));
        return new History(history._entries);
    }

    /// <summary>Puts of one moment that readers see in so many orders that no search comes to an end, beside a put of a value that
    /// is there twice.</summary>
    public static History Hopeless()
    {
        const int most = 200;
        var history = new BenchHistory(1);
        var open = new List<HistoryEntry>();
        for (var i = 0; i < most; i++) open.Add(history.Invoke(i, new KvPut("k", $"v{i / 2}")));
        for (var i = 0; i < most; i++) open.Add(history.Invoke(most + i, new KvCas("k", $"v{7 * i % 97}", $"v{11 * i % 89}")));
        foreach (var entry in open) history.End(entry, KvResult.Done);
        for (var i = 0; i < most; i++) history.Invoke((2 * most) + i, new KvCas("k", $"v{3 * i % 97}", $"v{5 * i % 89}"));
        for (var i = 0; i < 40; i++) history.End(history.Invoke(5_000 + i, new KvGet("k")), new KvResult(true, $"v{13 * i % 83}"));
        return new History(history._entries);
    }

    private History Generate(int operations, int processes, Func<Prng, int, string?, Operation> draw)
    {
        var open = new HistoryEntry?[processes];
        var results = new KvResult?[processes];
        for (var invoked = 0; invoked < operations || open.Any(static entry => entry is not null);)
        {
            var process = _random.Below(processes);
            if (open[process] is not { } entry)
            {
                if (invoked >= operations) continue;
                open[process] = Invoke(process, draw(_random, invoked++, _store.GetValueOrDefault("k")));
                results[process] = null;
            }
            else if (results[process] is { } result)
            {
                End(entry, result);
                open[process] = null;
            }
            else
            {
                results[process] = TakeEffect((KvOperation)entry.Operation);
            }
        }

        return new History(_entries);
    }

    private KvResult TakeEffect(KvOperation operation)
    {
        var current = _store.GetValueOrDefault(operation.Key);
        switch (operation)
        {
            case KvPut put:
                _store[put.Key] = put.Value;
                return KvResult.Done;
            case KvCas cas:
                if (current != cas.Expected) return KvResult.Mismatch;
                _store[cas.Key] = cas.Value;
                return KvResult.Done;
            default:
                return new KvResult(true, current);
        }
    }

    private HistoryEntry Invoke(int process, Operation operation)
    {
        var entry = new HistoryEntry
        {
            Process = process,
            Operation = operation,
            Scheduled = TimeSpan.FromMilliseconds(_index),
            Invoked = new HistoryMoment(_index, TimeSpan.FromMilliseconds(_index)),
        };
        _index++;
        _entries.Add(entry);
        return entry;
    }

    private void End(HistoryEntry entry, OperationResult result)
    {
        entry.Completed = new HistoryMoment(_index, TimeSpan.FromMilliseconds(_index));
        _index++;
        entry.Outcome = OperationOutcome.Ok;
        entry.Result = result;
    }
}
