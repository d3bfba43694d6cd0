using Faultline.Model.Operations;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;
using Faultline.Systems.KeyValue;
using Transaction = Faultline.Systems.Bitcoin.Transactions.Transaction;

namespace Faultline.Systems.Bitcoin.Users;

/// <summary>The blocks that are deep enough to count as final, and the store that follows from them.</summary>
/// <remarks>
/// Nothing in Bitcoin is final: a branch with more work may replace blocks of any depth. When it does, the store is built anew from the
/// first
/// block, and what was said of the blocks that are gone was wrong.
/// </remarks>
/// <param name="chain">The node's chain.</param>
/// <param name="confirmations">How deep a block must be: 1 for the last one itself.</param>
internal sealed class FinalChain(ChainState chain, int confirmations)
{
    private readonly KvMachine _store = new(sessionCapacity: 0);
    private KvMachine? _rebuilt;

    /// <summary>The last block that counts as final.</summary>
    public HeaderEntry Last { get; private set; } = chain.Tree.Genesis;

    /// <summary>How many final blocks were taken back.</summary>
    public long Reverted { get; private set; }

    /// <summary>How much memory the store takes, roughly, in bytes.</summary>
    public long Bytes => Store.Bytes;

    private KvMachine Store => _rebuilt ?? _store;

    /// <summary>Reads a key as it stands after the last final block.</summary>
    public KvResult Get(string key) => Store.Get(key);

    /// <summary>Follows the chain.</summary>
    /// <param name="became">Is told of each block that has become final, the lowest first.</param>
    /// <param name="executed">Is told of each operation in it, and what came of it.</param>
    public void Advance(Action<HeaderEntry> became, Action<Hash256, KvResult> executed)
    {
        var height = chain.Tip.Height + 1 - confirmations;
        if (height < Last.Height && Last.IsAncestorOf(chain.Tip)) return;
        if (height < 1) height = 0;
        var told = Last;
        if (!Last.IsAncestorOf(chain.Tip))
        {
            // A deeper reorganisation than was thought possible: what is above the fork is said again, and the store starts anew.
            told = Last.Fork(chain.Tip);
            Reverted += Last.Height - told.Height;
            _rebuilt = new KvMachine(sessionCapacity: 0);
            Last = chain.Tree.Genesis;
        }

        if (height <= Last.Height) return;
        var path = new HeaderEntry[height - Last.Height];
        for (var (at, i) = (chain.Tip.Ancestor(height), path.Length - 1); i >= 0; i--, at = at.Parent!) path[i] = at;
        foreach (var entry in path)
        {
            foreach (var transaction in chain.Find(entry)!.Transactions) Execute(transaction, executed);
            if (entry.Height > told.Height) became(entry);
            Last = entry;
        }
    }

    private void Execute(Transaction transaction, Action<Hash256, KvResult> executed)
    {
        if (transaction.IsCoinbase || KvCarrier.Read(transaction) is not { } operation) return;
        executed(transaction.Id, Store.Execute(operation));
    }
}
