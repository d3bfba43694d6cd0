using Faultline.Model.Histories;

namespace Faultline.Checking.Transactions;

/// <summary>The anomalies found so far: which kinds there are, and some of each.</summary>
internal sealed class Findings(TransactionTable table)
{
    /// <summary>How many anomalies of a kind are told.</summary>
    public const int MostPerKind = 8;

    private readonly SortedDictionary<(AnomalyKind Kind, SideOrder Order), List<Anomaly>> _found = [];

    public TransactionTable Table => table;

    public IEnumerable<(AnomalyKind Kind, SideOrder Order)> Kinds => _found.Keys;

    public IEnumerable<Anomaly> All => _found.Values.SelectMany(static found => found);

    /// <summary>Adds an anomaly that is no cycle.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="key">The number of its key.</param>
    /// <param name="detail">It in words, with T1 for the first of the transactions, and so on; made only where it is told.</param>
    /// <param name="transactions">The transactions that prove it.</param>
    public void Add(AnomalyKind kind, int key, Func<string> detail, params ReadOnlySpan<int> transactions)
    {
        var found = Of(kind, SideOrder.None);
        if (found.Count == MostPerKind) return;
        var entries = new HistoryEntry[transactions.Length];
        for (var i = 0; i < entries.Length; i++) entries[i] = table.Entries[transactions[i]];
        found.Add(new Anomaly(kind, SideOrder.None, detail(), entries) { Key = table.Keys[key] });
    }

    public void Add(Anomaly anomaly)
    {
        var found = Of(anomaly.Kind, anomaly.Order);
        if (found.Count < MostPerKind) found.Add(anomaly);
    }

    private List<Anomaly> Of(AnomalyKind kind, SideOrder order)
    {
        if (!_found.TryGetValue((kind, order), out var found)) _found[(kind, order)] = found = [];
        return found;
    }
}
