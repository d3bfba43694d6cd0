using Faultline.Model.Operations;

namespace Faultline.Checking.Transactions;

/// <summary>What the reads of a register tell: which write each found, and which version a transaction wrote over.</summary>
/// <remarks>
/// The version before any write comes first, and what a transaction wrote comes after what it had read of the key: were it the other way
/// round, the dependencies would be circular (G1c). More is not known of the order of versions, so that for registers the check finds
/// true anomalies only, but not all that a clairvoyant would: where writes are blind, to find them all is NP-complete (Papadimitriou,
/// "The Serializability of Concurrent Database Updates", 1979).
/// </remarks>
internal sealed class RegisterKeys(Findings findings)
{
    private readonly TransactionTable _table = findings.Table;
    private Dictionary<string, int> _writes = [];

    /// <summary>Finds what each read of a register found, which transactions committed because of it, and what is wrong with it.</summary>
    public void Read(int key, ReadOnlySpan<int> steps)
    {
        _writes = [];
        foreach (var step in steps)
        {
            if (_table.KindOf[step] == StepKind.Read) continue;
            _table.Version[step] = step;
            if (!_writes.TryAdd(_table.Written(step), step)) throw _table.WrittenTwice(_writes[_table.Written(step)], step);
        }

        var updaters = new Dictionary<int, int>();
        for (int start = 0, end; start < steps.Length; start = end)
        {
            var transaction = _table.TransactionOf[steps[start]];
            for (end = start + 1; end < steps.Length && _table.TransactionOf[steps[end]] == transaction;) end++;
            Follow(key, steps[start..end], updaters);
        }
    }

    /// <summary>Follows one transaction through its steps on the key.</summary>
    private void Follow(int key, ReadOnlySpan<int> own, Dictionary<int, int> updaters)
    {
        var (read, written) = (-1, -1);
        foreach (var step in own)
        {
            if (_table.KindOf[step] == StepKind.Read)
            {
                CheckRead(key, step, written >= 0 ? written : read);
                read = step;
                continue;
            }

            if (written >= 0) _table.WrittenOver[step] = written;
            else if (read >= 0) _table.WrittenOver[step] = _table.Version[read];
            if (written < 0 && read >= 0 && _table.Version[read] != TransactionTable.Unknown) CheckUpdate(key, read, step, updaters);
            written = step;
        }
    }

    /// <param name="key">The key.</param>
    /// <param name="read">The read.</param>
    /// <param name="before">The step of the same transaction that should have shown the same; -1 for none.</param>
    private void CheckRead(int key, int read, int before)
    {
        var transaction = _table.TransactionOf[read];
        var version = _table.Version[read] = VersionOf(key, read);
        if (version >= 0)
        {
            var writer = _table.TransactionOf[version];
            if (writer == transaction)
            {
                if (version > read)
                    findings.Add(AnomalyKind.FutureRead, key, () => $"T1 {_table.Words(read)}, and wrote it only later", transaction);
            }
            else if (_table.IsAborted(writer))
            {
                findings.Add(
                    AnomalyKind.G1a, key, () => $"T2 {_table.Words(read)}, which T1 wrote, and T1 failed", writer, transaction);
            }
            else if (_table.WrittenAgain(version) is { } again)
            {
                findings.Add(
                    AnomalyKind.G1b, key,
                    () => $"T2 {_table.Words(read)}, and T1 {_table.Words(again)} after it {_table.Words(version)}", writer, transaction);
            }

            _table.WasRead(version);
        }

        if (before >= 0 && version != _table.Version[before])
        {
            findings.Add(
                AnomalyKind.Internal, key, () => $"T1 {_table.Words(read)} after it {_table.Words(before)}", transaction);
        }
    }

    private int VersionOf(int key, int read)
    {
        if (_table.Found(read) is not { } value) return TransactionTable.Initial;
        if (_writes.TryGetValue(value, out var write)) return write;
        findings.Add(
            AnomalyKind.GarbageRead, key, () => $"T1 {_table.Words(read)}, which nobody wrote", _table.TransactionOf[read]);
        return TransactionTable.Unknown;
    }

    /// <summary>Of transactions that read the same version and then wrote the key, all but one lost their update.</summary>
    private void CheckUpdate(int key, int read, int write, Dictionary<int, int> updaters)
    {
        if (updaters.TryAdd(_table.Version[read], write)) return;
        var other = updaters[_table.Version[read]];
        findings.Add(
            AnomalyKind.LostUpdate, key,
            () => $"T1 {_table.Words(read)} and {_table.Words(write)}, and T2 read the same and {_table.Words(other)}",
            _table.TransactionOf[write], _table.TransactionOf[other]);
    }
}
