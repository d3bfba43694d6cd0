using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>What each transaction did to one list: whether it agrees with itself, and whether it lost an update.</summary>
internal sealed class ListTransactions(Findings findings, ListKeys lists)
{
    private readonly TransactionTable _table = findings.Table;

    public void Check(int key, ReadOnlySpan<int> steps)
    {
        var updater = -1;
        for (int start = 0, end; start < steps.Length; start = end)
        {
            var transaction = _table.TransactionOf[steps[start]];
            for (end = start + 1; end < steps.Length && _table.TransactionOf[steps[end]] == transaction;) end++;
            if (end - start == 1 || !_table.IsOk(transaction)) continue;
            var own = steps[start..end];
            CheckSelf(key, own);
            CheckUpdate(key, own, ref updater);
        }
    }

    /// <summary>A read has to show what was read before, and what was appended since.</summary>
    private void CheckSelf(int key, ReadOnlySpan<int> own)
    {
        var (before, appended) = (-1, 0);
        for (var i = 0; i < own.Length; i++)
        {
            var step = own[i];
            if (_table.KindOf[step] == StepKind.Append)
            {
                appended++;
                continue;
            }

            CheckFuture(key, step, own[(i + 1)..]);
            var found = _table.FoundList(step);
            var known = before < 0 ? [] : _table.FoundList(before);
            var rest = before >= 0 ? found.Length - known.Length : Math.Min(appended, found.Length);
            var agrees = rest == appended && (before < 0 || found.StartsWith(known));
            for (var k = 0; agrees && k < appended; k++) agrees = found[found.Length - appended + k] == OwnAppend(own, i, appended - k);
            if (!agrees)
            {
                var earlier = before < 0 ? OwnStep(own, i, appended) : before;
                findings.Add(
                    AnomalyKind.Internal, key, () => $"T1 {_table.Words(step)} after it {_table.Words(earlier)}"
                        + (before >= 0 && appended > 0 ? " and appended to it" : ""),
                    _table.TransactionOf[step]);
            }

            (before, appended) = (step, 0);
        }
    }

    private void CheckFuture(int key, int read, ReadOnlySpan<int> later)
    {
        var length = _table.FoundList(read).Length;
        foreach (var step in later)
        {
            if (_table.KindOf[step] != StepKind.Append || _table.Version[step] >= length) continue;
            findings.Add(
                AnomalyKind.FutureRead, key, () => $"T1 {_table.Words(read)}, and appended {_table.Written(step)} only later",
                _table.TransactionOf[read]);
            return;
        }
    }

    /// <summary>What a transaction read must be what it then appends to, whoever else appends.</summary>
    private void CheckUpdate(int key, ReadOnlySpan<int> own, ref int updater)
    {
        var (read, append) = (-1, -1);
        foreach (var step in own)
        {
            if (_table.KindOf[step] == StepKind.Append)
            {
                if (append < 0 || _table.Version[step] >= _table.Version[append]) append = step;
            }
            else if (_table.Version[step] >= 0 && (read < 0 || _table.Version[step] < _table.Version[read]))
            {
                read = step;
            }
        }

        if (read < 0 || append < 0) return;
        var order = lists.OrderOf(key);
        var transaction = _table.TransactionOf[append];
        for (var i = _table.Version[read]; i < Math.Min(_table.Version[append], order.Length); i++)
        {
            if (order[i] is var other and >= 0 && _table.TransactionOf[other] != transaction
                && !_table.IsAborted(_table.TransactionOf[other]))
            {
                Lost(key, read, append, other);
                return;
            }
        }

        if (_table.Version[append] != TransactionTable.Unplaced || _table.Version[read] != order.Length) return;
        if (updater >= 0) Lost(key, read, append, updater);
        else updater = append;
    }

    private void Lost(int key, int read, int append, int other) => findings.Add(
        AnomalyKind.LostUpdate, key,
        () => $"T1 {_table.Words(read)} and appended {_table.Written(append)}, and T2 appended {_table.Written(other)}, "
                + "which T1 had not read",
        _table.TransactionOf[append], _table.TransactionOf[other]);

    /// <summary>The step at which a transaction appended to the list for the nth time before one of its steps, counted backwards.</summary>
    private int OwnStep(ReadOnlySpan<int> own, int before, int backwards)
    {
        while (backwards > 0)
            if (_table.KindOf[own[--before]] == StepKind.Append)
                backwards--;
        return own[before];
    }

    private string OwnAppend(ReadOnlySpan<int> own, int before, int backwards) => _table.Written(OwnStep(own, before, backwards));
}
