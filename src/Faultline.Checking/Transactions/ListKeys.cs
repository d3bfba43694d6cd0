using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>
/// What the reads of a list tell: as a read shows all that was appended before it, the longest one tells the order of the appends.
/// </summary>
/// <remarks>
/// An append that nobody read comes after all that were read. Where two reads contradict each other, only what all of them agree on
/// counts. A read after appends of its own transaction counts without them.
/// </remarks>
internal sealed class ListKeys(Findings findings)
{
    private readonly TransactionTable _table = findings.Table;
    private readonly int[][] _order = new int[findings.Table.Keys.Count][];
    private readonly List<int> _reads = [];
    private Dictionary<string, int> _appends = [];

    /// <summary>The appends to a key in the order of the list, as far as all reads agree; -1 for what nobody appended.</summary>
    public int[] OrderOf(int key) => _order[key];

    /// <summary>Finds the order of a list, which transactions committed because they were read, and what is wrong with its reads.</summary>
    public void Read(int key, ReadOnlySpan<int> steps)
    {
        Collect(steps);
        var agreed = Place(key);
        CheckReads(key);
        CheckDirtyUpdate(key);
        foreach (var read in _reads) _table.Version[read] = CountOthers(read, agreed);
    }

    private void Collect(ReadOnlySpan<int> steps)
    {
        _appends = [];
        _reads.Clear();
        foreach (var step in steps)
        {
            if (_table.KindOf[step] == StepKind.Read)
            {
                _reads.Add(step);
                continue;
            }

            _table.Version[step] = TransactionTable.Unplaced;
            if (!_appends.TryAdd(_table.Written(step), step)) throw _table.WrittenTwice(_appends[_table.Written(step)], step);
        }
    }

    /// <summary>Puts the appends into the order of the longest read, as far as the others agree, and tells how far that is.</summary>
    private int Place(int key)
    {
        var longest = -1;
        foreach (var read in _reads)
            if (longest < 0 || _table.FoundList(read).Length > _table.FoundList(longest).Length)
                longest = read;
        var list = longest < 0 ? [] : _table.FoundList(longest);
        var agreed = list.Length;
        foreach (var read in _reads)
        {
            var other = _table.FoundList(read);
            var common = list.CommonPrefixLength(other);
            if (common == other.Length) continue;
            agreed = Math.Min(agreed, common);
            CheckAlone(key, read, common);
            findings.Add(
                AnomalyKind.IncompatibleOrder, key,
                () => $"T1 {_table.Words(longest)} and T2 {_table.Words(read)}, of which neither is the beginning of the other",
                _table.TransactionOf[longest], _table.TransactionOf[read]);
        }

        var order = new int[list.Length];
        for (var i = 0; i < list.Length; i++)
        {
            order[i] = -1;
            if (!_appends.TryGetValue(list[i], out var append))
            {
                Garbage(key, FirstWith(i), list[i]);
            }
            else if (_table.Version[append] != TransactionTable.Unplaced)
            {
                agreed = Math.Min(agreed, i);
                Duplicate(key, FirstWith(i), list[i]);
            }
            else
            {
                order[i] = append;
                _table.Version[append] = i;
                _table.WasRead(append);
            }
        }

        for (var i = agreed; i < order.Length; i++)
            if (order[i] >= 0)
                _table.Version[order[i]] = TransactionTable.Unplaced;
        _order[key] = order[..agreed];
        return agreed;
    }

    /// <summary>The first read that has a place of the list.</summary>
    private int FirstWith(int place) => _reads.Find(read => _table.FoundList(read).Length > place);

    /// <summary>Looks at what a read has that the longest one has not.</summary>
    private void CheckAlone(int key, int read, int from)
    {
        var list = _table.FoundList(read);
        var seen = new HashSet<string>();
        for (var i = 0; i < list.Length; i++)
        {
            if (!seen.Add(list[i])) Duplicate(key, read, list[i]);
            if (i < from) continue;
            if (!_appends.TryGetValue(list[i], out var append)) Garbage(key, read, list[i]);
            else if (_table.IsAborted(_table.TransactionOf[append])) Aborted(key, read, append);
            else _table.WasRead(append);
        }
    }

    private void CheckReads(int key)
    {
        var order = _order[key];
        var aborted = Array.FindIndex(order, append => append >= 0 && _table.IsAborted(_table.TransactionOf[append]));
        foreach (var read in _reads)
        {
            var length = Math.Min(_table.FoundList(read).Length, order.Length);
            if (aborted >= 0 && aborted < length) Aborted(key, read, order[aborted]);
            var last = length == 0 ? -1 : order[length - 1];
            if (last < 0 || _table.TransactionOf[last] == _table.TransactionOf[read]) continue;
            if (_table.WrittenAgain(last) is not { } again) continue;
            findings.Add(
                AnomalyKind.G1b, key,
                () => $"T2 {_table.Words(read)}, and T1 appended {_table.Written(again)} to {_table.Keys[key]} "
                + $"after {_table.Written(last)}",
                _table.TransactionOf[last], _table.TransactionOf[read]);
        }
    }

    private void CheckDirtyUpdate(int key)
    {
        var aborted = -1;
        foreach (var append in _order[key])
        {
            if (append < 0) continue;
            if (_table.IsAborted(_table.TransactionOf[append]))
            {
                aborted = append;
            }
            else if (aborted >= 0)
            {
                var under = aborted;
                findings.Add(
                    AnomalyKind.DirtyUpdate, key,
                    () => $"T2 appended {_table.Written(append)} to {_table.Keys[key]} after {_table.Written(under)}, "
                + "which T1 had appended, "
                        + "and T1 failed",
                    _table.TransactionOf[under], _table.TransactionOf[append]);
                aborted = -1;
            }
        }
    }

    /// <summary>How many elements a read found that are not its transaction's own at the end; unknown where the order is.</summary>
    private int CountOthers(int read, int agreed)
    {
        var length = _table.FoundList(read).Length;
        if (length > agreed) return TransactionTable.Unknown;
        var (order, transaction) = (_order[_table.KeyOf[read]], _table.TransactionOf[read]);
        while (length > 0 && order[length - 1] is >= 0 and var last && _table.TransactionOf[last] == transaction) length--;
        return length;
    }

    private void Garbage(int key, int read, string element) => findings.Add(
        AnomalyKind.GarbageRead, key, () => $"T1 {_table.Words(read)}, and nobody appended {element}", _table.TransactionOf[read]);

    private void Duplicate(int key, int read, string element) => findings.Add(
        AnomalyKind.Duplicate, key, () => $"T1 {_table.Words(read)}, with {element} twice", _table.TransactionOf[read]);

    private void Aborted(int key, int read, int append) => findings.Add(
        AnomalyKind.G1a, key,
        () => $"T2 {_table.Words(read)}, with {_table.Written(append)}, which T1 appended, and T1 failed",
        _table.TransactionOf[append], _table.TransactionOf[read]);
}
