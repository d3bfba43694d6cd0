using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>
/// The order of the versions of one register that follows from the order of the transactions that saw them: what one saw before another
/// saw something else comes first.
/// </summary>
/// <remarks>
/// True of levels from consistent view on that respect the order of transactions: were it the other way round, there would be a cycle
/// with one anti-dependency. True of every level where keys are known to respect the order.
/// </remarks>
internal sealed class RegisterVersionOrder(Findings findings, Dependencies dependencies)
{
    /// <summary>How many versions that may come just before another are kept in mind.</summary>
    private const int MostLive = 1000;

    private readonly TransactionTable _table = findings.Table;
    private readonly SortedDictionary<int, SortedSet<int>> _readers = [];
    private readonly SortedDictionary<int, (long FirstSeen, long LastAsked)> _spans = [];
    private readonly Dictionary<int, int> _lastOf = [];

    public void Add(int key, ReadOnlySpan<int> steps, SideOrder order, EdgeKind ww, EdgeKind rw)
    {
        _readers.Clear();
        _spans.Clear();
        _lastOf.Clear();
        var pairs = new SortedSet<(int Before, int After)>();
        for (int start = 0, end; start < steps.Length; start = end)
        {
            var transaction = _table.TransactionOf[steps[start]];
            for (end = start + 1; end < steps.Length && _table.TransactionOf[steps[end]] == transaction;) end++;
            if (!_table.Committed[transaction]) continue;
            var (first, last) = See(steps[start..end]);
            if (order == SideOrder.RealTime)
            {
                Widen(first, long.MaxValue, _table.Entries[transaction].Invoked.Index);
                Widen(last, _table.IsOk(transaction) ? _table.Entries[transaction].Completed.Index : long.MaxValue, long.MinValue);
            }
            else
            {
                var process = _table.Entries[transaction].Process;
                if (first >= 0 && _lastOf.TryGetValue(process, out var before) && before >= 0 && before != first)
                    pairs.Add((before, first));
                _lastOf[process] = last;
            }
        }

        if (order == SideOrder.RealTime) AddInTime(pairs);
        foreach (var (before, after) in pairs)
        {
            if (_table.CommittedWriter(after) is not (>= 0 and var writer)) continue;
            if (pairs.Contains((after, before)) && before < after) Cyclic(key, before, after, order, ww);
            if (_table.CommittedWriter(before) is >= 0 and var earlier) dependencies.Add(earlier, writer, ww);
            if (_readers.TryGetValue(before, out var readers))
                foreach (var reader in readers)
                    dependencies.Add(reader, writer, rw);
        }
    }

    /// <summary>The version that a transaction saw first, and the one that it left, which may be its own.</summary>
    private (int First, int Last) See(ReadOnlySpan<int> own)
    {
        var lastWrite = -1;
        foreach (var step in own)
        {
            if (_table.KindOf[step] != StepKind.Read)
            {
                lastWrite = step;
                continue;
            }

            if (!_readers.TryGetValue(_table.Version[step], out var readers)) _readers[_table.Version[step]] = readers = [];
            readers.Add(_table.TransactionOf[step]);
        }

        var first = _table.KindOf[own[0]] == StepKind.Read ? _table.Version[own[0]] : lastWrite;
        return (first, lastWrite >= 0 ? lastWrite : _table.Version[own[^1]]);
    }

    private void Widen(int version, long seen, long asked)
    {
        if (version < 0) return;
        var span = _spans.GetValueOrDefault(version, (FirstSeen: long.MaxValue, LastAsked: long.MinValue));
        _spans[version] = (Math.Min(span.FirstSeen, seen), Math.Max(span.LastAsked, asked));
    }

    /// <summary>Adds the pairs of which the one was seen before the other was asked for the last time, but for what follows from
    /// others.</summary>
    private void AddInTime(SortedSet<(int Before, int After)> pairs)
    {
        var asked = _spans.OrderBy(static span => span.Value.LastAsked).Select(static span => span.Key).ToList();
        var seen = _spans.OrderBy(static span => span.Value.FirstSeen).Select(static span => span.Key).ToList();
        var live = new List<int>();
        var next = 0;
        var (latest, before) = ((Version: -1, Asked: long.MinValue), (Version: -1, Asked: long.MinValue));
        foreach (var after in asked)
        {
            var now = _spans[after].LastAsked;
            for (; next < seen.Count && _spans[seen[next]].FirstSeen < now; next++)
            {
                var version = seen[next];
                live.Add(version);
                if (_spans[version].LastAsked < now) Pass(version);
            }

            // Whatever was seen before some version was asked for that is itself before this one, is before it by way of that one.
            live.RemoveAll(version => _spans[version].FirstSeen < (version == latest.Version ? before : latest).Asked);
            if (live.Count > MostLive) live.RemoveRange(0, live.Count - MostLive);
            foreach (var version in live)
                if (version != after)
                    pairs.Add((version, after));
            if (_spans[after].FirstSeen < now) Pass(after);
        }

        void Pass(int version)
        {
            var asked = (Version: version, Asked: _spans[version].LastAsked);
            if (asked.Asked > latest.Asked) (latest, before) = (asked, latest);
            else if (asked.Asked > before.Asked) before = asked;
        }
    }

    private void Cyclic(int key, int one, int other, SideOrder order, EdgeKind ww) => findings.Add(new Anomaly(
        AnomalyKind.CyclicVersions,
        ww == EdgeKind.Ww ? SideOrder.None : order,
        $"T1 {_table.Words(one)} and T2 {_table.Words(other)}, and by the order of those who saw the two, each came before the other",
        [_table.Entries[_table.TransactionOf[one]], _table.Entries[_table.TransactionOf[other]]])
    {
        Key = _table.Keys[key],
    });
}
