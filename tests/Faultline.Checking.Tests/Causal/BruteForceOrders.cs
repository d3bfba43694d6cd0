using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Causal;

/// <summary>The definitions themselves, tried out on tiny histories of gets and puts: every causal order, every order of writes.</summary>
internal sealed class BruteForceOrders
{
    private readonly HistoryEntry[] _entries;
    private readonly int _count;

    /// <summary>An unknown put counts where its value was read; a get that found what nobody wrote makes all impossible.</summary>
    public BruteForceOrders(History history)
    {
        var read = history.Entries.Where(static entry => entry.Outcome == OperationOutcome.Ok && entry.Operation is KvGet)
            .Select(static entry => ((KvGet)entry.Operation, ((KvResult)entry.Result!).Value)).ToHashSet();
        _entries = [.. history.Entries.Where(entry => entry.Outcome == OperationOutcome.Ok || (entry.Operation is KvPut put && read.Contains((new KvGet(put.Key), put.Value))))];
        _count = _entries.Length;
    }

    public bool IsSequential()
    {
        var all = (1 << _count) - 1;
        return HasOrder(Enumerable.Range(0, _count).Select(i => Mask(j => IsEarlier(j, i))).ToArray(), all, all);
    }

    public bool IsCausal() => AnyCausalOrder(before => Everyone(i => HasOrder(before, before[i] | (1 << i), 1 << i)));

    public bool IsCausalMemory() => AnyCausalOrder(before =>
        Everyone(i => HasOrder(before, before[i] | (1 << i), Mask(j => j == i || IsEarlier(j, i)))));

    public bool IsConvergent() => AnyCausalOrder(before => AnyTotal(before, order => Everyone(i =>
    {
        string? value = null;
        foreach (var j in order)
        {
            if ((before[i] & (1 << j)) != 0 && _entries[j].Operation is KvPut put && put.Key == KeyOf(i)) value = put.Value;
        }

        return _entries[i].Operation is not KvGet || value == ValueOf(i);
    })));

    /// <summary>Whether some order of the versions of each key lets each get find the newest of those that it must see.</summary>
    /// <param name="mustSee">Whether a get must see a put.</param>
    /// <param name="mustPrecede">Whether one put of a key must be older than another, besides those of one process.</param>
    public bool HasVersions(Func<int, int, bool> mustSee, Func<int, int, bool> mustPrecede)
    {
        foreach (var key in _entries.Select((_, i) => KeyOf(i)).Distinct())
        {
            int[] puts = [.. Enumerable.Range(0, _count).Where(i => IsPut(i) && KeyOf(i) == key)];
            if (!Permutations(puts).Any(order => Fits(key, order))) return false;
        }

        return true;

        bool Fits(string key, int[] order)
        {
            for (var i = 0; i < order.Length; i++)
            {
                if (mustPrecede(order[i], order[i])) return false;
                for (var j = 0; j < i; j++)
                {
                    if (IsEarlier(order[i], order[j]) || mustPrecede(order[i], order[j])) return false;
                }
            }

            for (var get = 0; get < _count; get++)
            {
                if (IsPut(get) || KeyOf(get) != key) continue;
                var found = Array.FindIndex(order, put => ((KvPut)_entries[put].Operation).Value == ValueOf(get));
                if (found < 0 && ValueOf(get) is not null) return false;
                if (order.Skip(found + 1).Any(put => mustSee(get, put))) return false;
            }

            return true;
        }
    }

    public bool ReadsYourWrites() => HasVersions((get, put) => IsEarlier(put, get), static (_, _) => false);

    public bool HasMonotonicReads() => HasVersions((get, put) => Gets().Any(g => IsEarlier(g, get) && Found(g, put)), static (_, _) => false);

    public bool HasMonotonicWrites() => HasVersions(
        (get, put) => Seen(get).Any(seen => IsEarlier(put, seen)), static (_, _) => false);

    public bool HasWritesFollowReads() => HasVersions(
        (get, put) => Seen(get).Any(seen => Gets().Any(g => IsEarlier(g, seen) && Found(g, put))),
        (first, second) => Gets().Any(g => IsEarlier(g, second) && Found(g, first)));

    private IEnumerable<int> Seen(int get) =>
        Enumerable.Range(0, _count).Where(put => IsPut(put) && Gets().Any(g => (g == get || IsEarlier(g, get)) && Found(g, put)));

    private IEnumerable<int> Gets() => Enumerable.Range(0, _count).Where(i => !IsPut(i));

    private bool Found(int get, int put) => IsPut(put) && KeyOf(get) == KeyOf(put) && ((KvPut)_entries[put].Operation).Value == ValueOf(get);

    private bool IsPut(int i) => _entries[i].Operation is KvPut;

    private string KeyOf(int i) => ((KvOperation)_entries[i].Operation).Key;

    private string? ValueOf(int i) => ((KvResult)_entries[i].Result!).Value;

    private bool IsEarlier(int first, int second) => first < second && _entries[first].Process == _entries[second].Process;

    private bool Everyone(Func<int, bool> holds) => Enumerable.Range(0, _count).All(holds);

    private int Mask(Func<int, bool> contains) => Enumerable.Range(0, _count).Where(contains).Sum(static i => 1 << i);

    // Some order of a set that extends an order and in which the gets of another set find what they found.
    private bool HasOrder(int[] before, int set, int checkedGets)
    {
        var state = new Dictionary<string, string?>();
        return Extend(0);

        bool Extend(int done)
        {
            if (done == set) return true;
            for (var i = 0; i < _count; i++)
            {
                var bit = 1 << i;
                if ((set & bit) == 0 || (done & bit) != 0 || (before[i] & set & ~done) != 0) continue;
                var old = state.GetValueOrDefault(KeyOf(i));
                if (_entries[i].Operation is KvPut put) state[put.Key] = put.Value;
                else if ((checkedGets & bit) != 0 && old != ValueOf(i)) continue;
                if (Extend(done | bit)) return true;
                state[KeyOf(i)] = old;
            }

            return false;
        }
    }

    // Every transitive order without circles that keeps the order of each process, grown operation by operation.
    private bool AnyCausalOrder(Func<int[], bool> holds)
    {
        var before = new int[_count];
        for (var i = 0; i < _count; i++) before[i] = Mask(j => IsEarlier(j, i));
        var seen = new HashSet<string>();
        return Grow(before);

        bool Grow(int[] order)
        {
            if (!seen.Add(string.Join(',', order))) return false;
            if (holds(order)) return true;
            for (var i = 0; i < _count; i++)
            {
                for (var j = 0; j < _count; j++)
                {
                    if (i == j || (order[j] & (1 << i)) != 0 || (order[i] & (1 << j)) != 0) continue;
                    var more = (int[])order.Clone();
                    for (var k = 0; k < _count; k++)
                    {
                        if (k == j || (order[k] & (1 << j)) != 0) more[k] |= order[i] | (1 << i);
                    }

                    if (Grow(more)) return true;
                }
            }

            return false;
        }
    }

    private bool AnyTotal(int[] before, Func<List<int>, bool> holds)
    {
        var order = new List<int>();
        return Extend(0);

        bool Extend(int done)
        {
            if (order.Count == _count) return holds(order);
            for (var i = 0; i < _count; i++)
            {
                if ((done & (1 << i)) != 0 || (before[i] & ~done) != 0) continue;
                order.Add(i);
                if (Extend(done | (1 << i))) return true;
                order.RemoveAt(order.Count - 1);
            }

            return false;
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]), static (item, rest) => (int[])[item, .. rest]);
}
