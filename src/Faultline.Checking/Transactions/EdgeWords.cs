using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>Says why one transaction goes before another.</summary>
internal sealed class EdgeWords(TransactionTable table, ListKeys lists)
{
    /// <summary>The key that it is about, or null, and the reason in words.</summary>
    /// <param name="from">The one.</param>
    /// <param name="to">The other.</param>
    /// <param name="kind">By what.</param>
    /// <param name="one">What to call the one.</param>
    /// <param name="other">What to call the other.</param>
    public (string? Key, string Reason) Explain(int from, int to, EdgeKind kind, string one, string other)
    {
        var (first, second) = (table.Entries[from], table.Entries[to]);
        return kind switch
        {
            EdgeKind.Process => (null, $"{one} was before {other} in process {first.Process}"),
            EdgeKind.RealTime => (null, $"{one} ended at {Words.Seconds(first.Completed.Time)}, before {other} began at "
                + Words.Seconds(second.Invoked.Time)),
            EdgeKind.Key => (null, $"{one} was before {other} on a key that respects this order"),
            _ => ExplainData(from, to, kind, one, other),
        };
    }

    private (string? Key, string Reason) ExplainData(int from, int to, EdgeKind kind, string one, string other)
    {
        var (isWr, isRw) = (kind == EdgeKind.Wr, kind is EdgeKind.Rw or EdgeKind.ProcessRw or EdgeKind.RealTimeRw);
        var isDerived = kind > EdgeKind.Key;
        var (mine, theirs, distance) = (-1, -1, long.MaxValue);
        foreach (var a in StepsOf(from))
        {
            foreach (var b in StepsOf(to))
            {
                if (table.KeyOf[a] != table.KeyOf[b]) continue;
                if ((table.KindOf[a] == StepKind.Read) != isRw || (table.KindOf[b] == StepKind.Read) != isWr) continue;
                var isList = table.KindOfKey[table.KeyOf[a]] == StepKind.Append;
                var gap = isList ? ListDistance(from, to, a, b, kind) : RegisterDistance(from, a, b, kind, isDerived);
                if (gap < distance) (mine, theirs, distance) = (a, b, gap);
            }
        }

        if (mine < 0) return (null, $"{one} goes before {other}");
        var key = table.Keys[table.KeyOf[mine]];
        var isAppend = table.KindOfKey[table.KeyOf[mine]] == StepKind.Append;
        return (key, (isAppend, isWr, isRw) switch
        {
            (true, true, _) => $"{other} {table.Words(theirs)}, of which {one} appended {table.Written(mine)}",
            (true, _, true) => $"{one} {table.Words(mine)}, without {table.Written(theirs)}, which {other} appended",
            (true, _, _) => $"{one} appended {table.Written(mine)} to {key} before {other} appended {table.Written(theirs)}",
            (false, true, _) => $"{other} {table.Words(theirs)}, which {one} wrote",
            (false, _, true) => $"{one} {table.Words(mine)}, and {other} wrote {key} = {table.Written(theirs)} over it",
            _ => $"{one} wrote {key} = {table.Written(mine)} before {other} wrote {key} = {table.Written(theirs)}",
        } + (kind switch
        {
            EdgeKind.ProcessWw or EdgeKind.ProcessRw => ", as a process saw them in this order",
            EdgeKind.RealTimeWw or EdgeKind.RealTimeRw => ", as the two were seen in this order in time",
            _ => "",
        }));
    }

    private IEnumerable<int> StepsOf(int transaction) =>
        Enumerable.Range(table.Starts[transaction], table.Starts[transaction + 1] - table.Starts[transaction]);

    /// <summary>How far apart two steps stand in the order of their list; the most where they do not depend on each other so.</summary>
    private long ListDistance(int from, int to, int a, int b, EdgeKind kind)
    {
        var (mine, theirs) = (table.Version[a], table.Version[b]);
        if (mine < 0 || theirs < 0) return long.MaxValue;
        if (kind == EdgeKind.Wr)
        {
            var order = lists.OrderOf(table.KeyOf[a]);
            return table.WriterAt(order, theirs - 1) == from && mine < theirs ? theirs - mine : long.MaxValue;
        }

        var gap = (long)theirs - mine;
        return kind == EdgeKind.Rw ? (gap >= 0 ? gap : long.MaxValue) : gap > 0 && to != from ? gap : long.MaxValue;
    }

    private long RegisterDistance(int from, int a, int b, EdgeKind kind, bool isDerived) => kind switch
    {
        EdgeKind.Wr => table.Version[b] == a && table.TransactionOf[a] == from ? 0 : long.MaxValue,
        _ when isDerived => 1,
        EdgeKind.Rw when table.WrittenOver[b] == table.Version[a] => 0,
        EdgeKind.Rw when table.Version[a] == TransactionTable.Initial => 1,
        EdgeKind.Rw => 2,
        _ => 1,
    };
}
