using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>Finds transactions that read one write of another, and not another one of it.</summary>
internal sealed class FracturedReads(Findings findings, ListKeys lists)
{
    /// <summary>How far back what a write was written over is followed.</summary>
    private const int MostVersions = 1000;

    private readonly TransactionTable _table = findings.Table;

    public void Check(int transaction)
    {
        var fractured = (Read: -1, Other: -1, Write: -1);
        for (var read = _table.Starts[transaction]; read < _table.Starts[transaction + 1]; read++)
        {
            if (_table.KindOf[read] != StepKind.Read || WriterOf(read) is not (>= 0 and var writer) || writer == transaction) continue;
            for (var other = _table.Starts[transaction]; other < _table.Starts[transaction + 1]; other++)
            {
                if (other == read || _table.KindOf[other] != StepKind.Read || Missing(other, writer) is not (>= 0 and var write)) continue;
                fractured = (read, other, write);
                if (other < read) continue;
                Tell(AnomalyKind.ObservedTransactionVanishes, read, other, write);
                return;
            }
        }

        if (fractured.Read >= 0) Tell(AnomalyKind.FracturedRead, fractured.Read, fractured.Other, fractured.Write);
    }

    private void Tell(AnomalyKind kind, int read, int other, int write) => findings.Add(
        kind, _table.KeyOf[other],
        () => $"T2 {_table.Words(read)}, which T1 wrote, and {(other > read ? "then " : "")}{_table.Words(other)}, "
                + $"but T1 {_table.Words(write)}",
        _table.TransactionOf[write], _table.TransactionOf[read]);

    private int WriterOf(int read) => (_table.KindOfKey[_table.KeyOf[read]], _table.Version[read]) switch
    {
        (_, TransactionTable.Unknown) => -1,
        (StepKind.Append, var length) => _table.WriterAt(lists.OrderOf(_table.KeyOf[read]), length - 1),
        (_, var write) => _table.CommittedWriter(write),
    };

    /// <summary>What a transaction wrote to the key of a read that came after what was read; -1 where there is nothing.</summary>
    private int Missing(int read, int writer)
    {
        var (key, found) = (_table.KeyOf[read], _table.Version[read]);
        if (found == TransactionTable.Unknown) return -1;
        for (var write = _table.Starts[writer]; write < _table.Starts[writer + 1]; write++)
        {
            if (_table.KeyOf[write] != key || _table.KindOf[write] == StepKind.Read) continue;
            var isLater = _table.KindOf[write] == StepKind.Append ? _table.Version[write] >= found : IsWrittenOver(found, write);
            if (isLater) return write;
        }

        return -1;
    }

    private bool IsWrittenOver(int version, int write)
    {
        if (version == TransactionTable.Initial) return true;
        for (var i = 0; i < MostVersions && write >= 0; i++)
        {
            write = _table.WrittenOver[write];
            if (write == version) return true;
        }

        return false;
    }
}
