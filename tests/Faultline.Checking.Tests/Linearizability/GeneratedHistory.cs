using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability;

/// <summary>Histories of a store that is linearizable, because each operation takes effect at one moment of its
/// own.</summary>
internal sealed class GeneratedHistory
{
    private readonly Prng _random;
    private readonly Dictionary<string, string?> _store = [];
    private readonly List<HistoryEntry> _entries = [];
    private readonly List<HistoryEntry> _abandoned = [];
    private long _index;

    private GeneratedHistory(ulong seed) => _random = new Prng(seed);

    public required int Operations { get; init; }

    public required int Clients { get; init; }

    public required int Keys { get; init; }

    /// <summary>How many different values are put; 0 for a new one each time.</summary>
    public required int Values { get; init; }

    /// <summary>How many of a million operations end unknown; as many fail.</summary>
    public required int UnknownPerMillion { get; init; }

    public static History Create(
        ulong seed, int operations, int clients, int keys, int values, int unknownPerMillion) =>
        new GeneratedHistory(seed)
        {
            Operations = operations,
            Clients = clients,
            Keys = keys,
            Values = values,
            UnknownPerMillion = unknownPerMillion,
        }.Generate();

    private History Generate()
    {
        var open = new HistoryEntry?[Clients];
        var effects = new OperationResult?[Clients];
        var process = Enumerable.Range(0, Clients).ToArray();
        var unknown = new Chance(UnknownPerMillion);
        for (var invoked = 0; invoked < Operations || open.Any(static entry => entry is not null);)
        {
            var client = _random.Below(Clients);
            if (_abandoned.Count > 0 && _random.Happens(Chance.Percent(5))) TakeLateEffect();
            if (open[client] is not { } entry)
            {
                if (invoked++ >= Operations) continue;
                open[client] = entry = Open(process[client]);
                _entries.Add(entry);
                effects[client] = null;
            }
            else if (effects[client] is { } result)
            {
                End(entry, OperationOutcome.Ok, result);
                open[client] = null;
            }
            else if (_random.Happens(unknown))
            {
                // Some are given up on with a moment, some never end.
                if (_random.Happens(Chance.Percent(50))) End(entry, OperationOutcome.Info, null);
                _abandoned.Add(entry);
                process[client] += Clients;
                open[client] = null;
            }
            else if (_random.Happens(unknown))
            {
                End(entry, OperationOutcome.Fail, null);
                open[client] = null;
            }
            else
            {
                effects[client] = TakeEffect(entry.Operation);
            }
        }

        return new History(_entries);
    }

    private void TakeLateEffect()
    {
        var place = _random.Below(_abandoned.Count);
        if (_random.Happens(Chance.Percent(50))) TakeEffect(_abandoned[place].Operation);
        _abandoned.RemoveAt(place);
    }

    private HistoryEntry Open(int process)
    {
        var key = "k" + _random.Below(Keys).ToString(CultureInfo.InvariantCulture);
        var value = (Values == 0 ? _entries.Count : _random.Below(Values)).ToString(CultureInfo.InvariantCulture);
        var expected = _random.Happens(Chance.Percent(70)) ? _store.GetValueOrDefault(key) : value;
        Operation operation = _random.Below(10) switch
        {
            < 5 => new KvGet(key),
            < 8 => new KvPut(key, value),
            < 9 => new KvCas(key, expected, value),
            _ => new KvDelete(key),
        };
        return HistoryBuilder.Entry(process, operation, _index++, long.MaxValue, OperationOutcome.Info, null);
    }

    private void End(HistoryEntry entry, OperationOutcome outcome, OperationResult? result)
    {
        entry.Completed = new HistoryMoment(_index, TimeSpan.FromMilliseconds(100 * _index));
        _index++;
        entry.Outcome = outcome;
        entry.Result = result;
    }

    private KvResult TakeEffect(Operation operation)
    {
        switch (operation)
        {
            case KvGet get:
                return new KvResult(true, _store.GetValueOrDefault(get.Key));
            case KvPut put:
                _store[put.Key] = put.Value;
                return KvResult.Done;
            case KvCas cas:
                if (_store.GetValueOrDefault(cas.Key) != cas.Expected) return KvResult.Mismatch;
                _store[cas.Key] = cas.Value;
                return KvResult.Done;
            default:
                _store.Remove(((KvOperation)operation).Key);
                return KvResult.Done;
        }
    }
}
