using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>Transactions that spend coins which nobody here has heard of yet: they wait for their parents, up to a bound.</summary>
internal sealed class OrphanTransactions
{
    /// <summary>How many wait at most; of too many a random one goes, so that a flood cannot choose which.</summary>
    public const int Most = 100;

    /// <summary>The largest that waits, in bytes: a larger one is asked for again when its parent is there.</summary>
    public const int MostBytes = 100_000;

    private readonly OrderedDictionary<Hash256, (Transaction Transaction, NodeId From)> _orphans = [];

    public int Count => _orphans.Count;

    public bool Has(Hash256 id) => _orphans.ContainsKey(id);

    public void Add(Transaction transaction, NodeId from, Prng random)
    {
        if (transaction.Size > MostBytes || !_orphans.TryAdd(transaction.Id, (transaction, from))) return;
        if (_orphans.Count > Most) _orphans.RemoveAt(random.Below(_orphans.Count));
    }

    /// <summary>Takes out those that spend a transaction's coins, with who sent them.</summary>
    public List<(Transaction Transaction, NodeId From)> TakeChildrenOf(Hash256 parent)
    {
        var children = new List<(Transaction Transaction, NodeId From)>();
        for (var i = _orphans.Count - 1; i >= 0; i--)
        {
            var orphan = _orphans.GetAt(i).Value;
            if (!Spends(orphan.Transaction, parent)) continue;
            children.Add(orphan);
            _orphans.RemoveAt(i);
        }

        return children;
    }

    /// <summary>Forgets what a peer has sent that is gone or banned.</summary>
    public void Forget(NodeId from)
    {
        for (var i = _orphans.Count - 1; i >= 0; i--)
            if (_orphans.GetAt(i).Value.From == from)
                _orphans.RemoveAt(i);
    }

    /// <summary>Forgets what a block has settled, one way or the other.</summary>
    public void Remove(Hash256 id) => _orphans.Remove(id);

    private static bool Spends(Transaction transaction, Hash256 parent)
    {
        foreach (var input in transaction.Inputs)
            if (input.Prevout.Transaction == parent)
                return true;
        return false;
    }
}
