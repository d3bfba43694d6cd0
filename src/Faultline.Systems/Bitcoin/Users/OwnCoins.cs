using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Mempool;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin.Users;

/// <summary>The coins of one key: what its node pays with.</summary>
internal sealed class OwnCoins
{
    private readonly ChainState _chain;
    private readonly TransactionPool _pool;
    private readonly Hash256 _lock;
    private readonly SortedDictionary<OutPoint, TransactionOutput> _coins = new(Comparer<OutPoint>.Create(static (one, other) =>
        one.CompareTo(other)));

    /// <summary>The coins that the endowment gives to a key; the chain tells of all others.</summary>
    public OwnCoins(ChainState chain, TransactionPool pool, KeyPair key, Transaction endowment)
    {
        (_chain, _pool, Key) = (chain, pool, key);
        _lock = KeyHash.Of(key.PublicKey);
        Add(endowment);
    }

    /// <summary>The key.</summary>
    public KeyPair Key { get; }

    /// <summary>What the coins are locked to.</summary>
    public Hash256 Lock => _lock;

    /// <summary>How many there are, those that cannot be spent yet included.</summary>
    public int Count => _coins.Count;

    /// <summary>Begins with the key's coins among all coins there are.</summary>
    public void Begin(CoinSet all)
    {
        _coins.Clear();
        foreach (var coin in all)
            if (coin.Output.Lock == _lock)
                _coins[coin.At] = coin.Output;
    }

    /// <summary>Follows the chain.</summary>
    public void Update(ChainUpdate update)
    {
        foreach (var left in update.Disconnected)
        {
            foreach (var transaction in left.Block.Transactions)
                for (var i = 0; i < transaction.Outputs.Length; i++)
                    _coins.Remove(transaction.Coin(i));
            foreach (var coin in left.Undo.Spent)
                if (coin.Output.Lock == _lock)
                    _coins[coin.At] = coin.Output;
        }

        foreach (var taken in update.Connected)
        {
            foreach (var transaction in taken.Block.Transactions)
            {
                if (!transaction.IsCoinbase)
                    foreach (var input in transaction.Inputs)
                        _coins.Remove(input.Prevout);
                Add(transaction);
            }
        }
    }

    /// <summary>
    /// A coin of at least so much that nothing spends yet; one in the chain if there is any, else the change of a waiting payment.
    /// </summary>
    /// <returns>The coin, or null.</returns>
    public Spending? Choose(long least)
    {
        foreach (var (at, output) in _coins)
        {
            if (output.Amount < least || _pool.SpenderOf(at) is not null || _chain.Coins.Find(at) is not { } coin) continue;
            if (coin.IsCoinbase && _chain.Next.Height - coin.Height < _chain.Rules.Maturity) continue;
            return new Spending(at, output, Key);
        }

        foreach (var entry in _pool.Entries)
        {
            var outputs = entry.Transaction.Outputs;
            for (var i = 0; i < outputs.Length; i++)
            {
                var at = entry.Transaction.Coin(i);
                if (outputs[i].IsSpendable && outputs[i].Lock == _lock && outputs[i].Amount >= least && _pool.SpenderOf(at) is null)
                    return new Spending(at, outputs[i], Key);
            }
        }

        return null;
    }

    private void Add(Transaction transaction)
    {
        for (var i = 0; i < transaction.Outputs.Length; i++)
            if (transaction.Outputs[i].IsSpendable && transaction.Outputs[i].Lock == _lock)
                _coins[transaction.Coin(i)] = transaction.Outputs[i];
    }
}
