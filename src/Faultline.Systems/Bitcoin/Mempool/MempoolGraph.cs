using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>The waiting transactions and what depends on what. It decides nothing.</summary>
/// <remarks>
/// Guarantees: 1. no coin is spent twice; 2. the totals of every entry are those of its ancestors and descendants; 3. lists come in an
/// order
/// that depends on the order of arrival alone.
/// </remarks>
internal sealed class MempoolGraph
{
    private readonly OrderedDictionary<Hash256, MempoolEntry> _entries = [];
    private readonly Dictionary<OutPoint, MempoolEntry> _spenders = [];
    private long _walks;

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>All of them; in no order that means anything, but always the same one.</summary>
    public IReadOnlyList<MempoolEntry> Entries => _entries.Values;

    /// <summary>The one with an id, or null.</summary>
    public MempoolEntry? Find(Hash256 id) => _entries.GetValueOrDefault(id);

    /// <summary>The one that spends a coin, or null.</summary>
    public MempoolEntry? SpenderOf(OutPoint coin) => _spenders.GetValueOrDefault(coin);

    /// <summary>Those of which a transaction would be a child, each once.</summary>
    public List<MempoolEntry> ParentsOf(Transaction transaction)
    {
        var parents = new List<MempoolEntry>();
        foreach (var input in transaction.Inputs)
            if (Find(input.Prevout.Transaction) is { } parent && !parents.Contains(parent))
                parents.Add(parent);
        return parents;
    }

    /// <summary>Those that spend a coin which a transaction spends as well, each once.</summary>
    public List<MempoolEntry> ConflictsOf(Transaction transaction)
    {
        var conflicts = new List<MempoolEntry>();
        foreach (var input in transaction.Inputs)
            if (SpenderOf(input.Prevout) is { } conflict && conflict.Transaction.Id != transaction.Id && !conflicts.Contains(conflict))
                conflicts.Add(conflict);
        return conflicts;
    }

    /// <summary>Some entries and everything that they depend on, each once.</summary>
    public List<MempoolEntry> WithAncestors(IEnumerable<MempoolEntry> from) => Walk(from, static entry => entry.Parents);

    /// <summary>Some entries and everything that depends on them, each once.</summary>
    public List<MempoolEntry> WithDescendants(IEnumerable<MempoolEntry> from) => Walk(from, static entry => entry.Children);

    /// <summary>Adds an entry whose parents are here and whose children are not.</summary>
    public void Add(MempoolEntry entry)
    {
        entry.Parents.AddRange(ParentsOf(entry.Transaction));
        foreach (var parent in entry.Parents) parent.Children.Add(entry);
        foreach (var ancestor in WithAncestors(entry.Parents))
        {
            ancestor.Descendants = ancestor.Descendants.With(entry);
            entry.Ancestors = entry.Ancestors.With(ancestor);
        }

        _entries.Add(entry.Transaction.Id, entry);
        foreach (var input in entry.Transaction.Inputs) _spenders.Add(input.Prevout, entry);
        Bytes += entry.Size;
    }

    /// <summary>Removes an entry alone: what depends on it stays, because a block holds the entry now.</summary>
    public void RemoveAlone(MempoolEntry entry)
    {
        foreach (var descendant in WithDescendants([entry]))
            if (descendant != entry)
                descendant.Ancestors = descendant.Ancestors.Without(entry);
        Detach(entry);
    }

    /// <summary>Removes entries with everything that depends on them.</summary>
    /// <returns>What was removed: children before their parents.</returns>
    public List<MempoolEntry> RemoveWithDescendants(IEnumerable<MempoolEntry> from)
    {
        var removed = WithDescendants(from);
        removed.Sort(static (one, other) => other.Number.CompareTo(one.Number));
        foreach (var entry in removed) Detach(entry);
        return removed;
    }

    private void Detach(MempoolEntry entry)
    {
        foreach (var ancestor in WithAncestors(entry.Parents)) ancestor.Descendants = ancestor.Descendants.Without(entry);
        foreach (var parent in entry.Parents) parent.Children.Remove(entry);
        foreach (var child in entry.Children) child.Parents.Remove(entry);
        foreach (var input in entry.Transaction.Inputs) _spenders.Remove(input.Prevout);

        // The last one takes its place: removing in the middle would move all behind it.
        var place = _entries.IndexOf(entry.Transaction.Id);
        var (id, last) = _entries.GetAt(_entries.Count - 1);
        _entries.RemoveAt(_entries.Count - 1);
        if (last != entry) _entries.SetAt(place, id, last);
        Bytes -= entry.Size;
    }

    private List<MempoolEntry> Walk(IEnumerable<MempoolEntry> from, Func<MempoolEntry, List<MempoolEntry>> next)
    {
        var walk = ++_walks;
        var met = new List<MempoolEntry>();
        foreach (var entry in from) Meet(entry);
        for (var i = 0; i < met.Count; i++)
            foreach (var entry in next(met[i]))
                Meet(entry);
        return met;

        void Meet(MempoolEntry entry)
        {
            if (entry.Mark == walk) return;
            entry.Mark = walk;
            met.Add(entry);
        }
    }
}
