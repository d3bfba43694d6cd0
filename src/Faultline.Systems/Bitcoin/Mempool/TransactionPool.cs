using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>The transactions that one node has heard of and that wait for a block: its mempool.</summary>
/// <remarks>
/// Guarantees: 1. all of them together could stand in the next block, were it large enough; 2. no two spend the same coin; 3. its bytes,
/// and the
/// length of chains in it, stay within the <see cref="MempoolPolicy"/>; 4. nodes that have seen the same things in the same order hold the
/// same.
/// </remarks>
/// <param name="chain">The node's chain. After each change of it <see cref="Update"/> must be called.</param>
/// <param name="policy">What the node wants.</param>
internal sealed class TransactionPool(ChainState chain, MempoolPolicy policy)
{
    /// <summary>A full pool gives up a little more than it must, so that it need not search at every transaction.</summary>
    private const int SparePart = 16;

    private readonly MempoolGraph _graph = new();
    private readonly FeeFloor _floor = new(policy);
    private long _arrived;
    private long _oldest = long.MaxValue;

    /// <summary>How many transactions wait.</summary>
    public int Count => _graph.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => _graph.Bytes;

    /// <summary>All of them; in no order that means anything, but always the same one.</summary>
    public IReadOnlyList<MempoolEntry> Entries => _graph.Entries;

    /// <summary>What is known of how long one waits at which fee.</summary>
    public FeeEstimator Fees { get; } = new();

    /// <summary>How many were refused or given up because the pool was full.</summary>
    public long Evicted { get; private set; }

    /// <summary>How many had to make way for another that spends the same coin, here or in a block.</summary>
    public long Replaced { get; private set; }

    /// <summary>How many waited too long.</summary>
    public long Expired { get; private set; }

    /// <summary>What depends on what, for the one who makes blocks of it.</summary>
    internal MempoolGraph Graph => _graph;

    /// <summary>The transaction with an id, or null.</summary>
    public MempoolEntry? Find(Hash256 id) => _graph.Find(id);

    /// <summary>The transaction that spends a coin, or null.</summary>
    public Transaction? SpenderOf(OutPoint coin) => _graph.SpenderOf(coin)?.Transaction;

    /// <summary>The least fee for 1,000 bytes that is taken at the moment, in satoshi.</summary>
    /// <param name="now">In seconds since 1970.</param>
    public long LeastRate(long now) => Math.Max(policy.LeastRate, _floor.At(now, Bytes));

    /// <summary>Takes a transaction in.</summary>
    /// <param name="transaction">Any transaction.</param>
    /// <param name="now">In seconds since 1970.</param>
    /// <returns>Why not; null where it is in.</returns>
    public Rejection? TryAdd(Transaction transaction, long now)
    {
        if (Admit(transaction, now, chain.Tip.Height, isReturning: false) is { } rejection) return rejection;
        Trim();
        if (_graph.Find(transaction.Id) is not { } entry) return MempoolRules.Full;
        Fees.OnAdded(entry);
        return null;
    }

    /// <summary>
    /// Follows the chain: what is confirmed goes, what conflicts with it goes, and what a reorganisation has taken back returns.
    /// </summary>
    /// <param name="update">How the chain has changed.</param>
    /// <param name="now">In seconds since 1970.</param>
    public void Update(ChainUpdate update, long now)
    {
        if (!update.HasMoved) return;
        foreach (var connected in update.Connected)
            foreach (var transaction in connected.Block.Transactions)
                Confirm(transaction, connected.Entry.Height);
        Fees.OnBlock(chain.Tip.Height);
        if (update.Disconnected.Count > 0) Rebuild(update, now);
        _floor.OnBlock(now);
        Expire(now);
    }

    /// <summary>Gives up what has waited too long.</summary>
    /// <param name="now">In seconds since 1970.</param>
    public void Expire(long now)
    {
        var limit = now - policy.ExpirySeconds;
        if (_oldest > limit) return;
        var old = new List<MempoolEntry>();
        _oldest = long.MaxValue;
        foreach (var entry in _graph.Entries)
        {
            if (entry.Time <= limit) old.Add(entry);
            else _oldest = Math.Min(_oldest, entry.Time);
        }

        Expired += Remove(old);
    }

    private Rejection? Admit(Transaction transaction, long time, int height, bool isReturning)
    {
        var next = chain.Next;
        if (MempoolRules.Check(transaction, policy, next.Height, next.MedianTimePast) is { } unwanted) return unwanted;
        if (_graph.Find(transaction.Id) is not null) return MempoolRules.AlreadyHere;
        var spent = new Coin[transaction.Inputs.Length];
        if (FindCoins(transaction, spent) is { } missing) return missing;
        if (CoinChecks.CheckAmounts(transaction, spent, next.Height, next.Rules.Maturity, out var fee) is { } broken)
            return broken == CoinChecks.PrematureCoinbase ? MempoolRules.PrematureCoinbase : broken;
        if (!LockTimes.AreCoinsOldEnough(transaction, spent, next.Height, next.MedianTimePast)) return MempoolRules.CoinsTooYoung;
        if (!isReturning && CheckFee(transaction, fee, time) is { } tooLow) return tooLow;
        if (Replacement.Check(_graph, transaction, fee, policy, out var replaced) is { } conflict) return conflict;
        var entry = new MempoolEntry(transaction, fee, ++_arrived, time, height);
        if (!FitsChains(entry)) return MempoolRules.TooLongChain;

        // Last, because it costs most.
        if (CoinChecks.CheckSignatures(transaction, spent, next.Rules.Signatures) is { } unsigned) return unsigned;
        Replaced += Remove(replaced);
        _graph.Add(entry);
        _oldest = Math.Min(_oldest, time);
        return null;
    }

    private Rejection? FindCoins(Transaction transaction, Span<Coin> coins)
    {
        for (var i = 0; i < coins.Length; i++)
        {
            var at = transaction.Inputs[i].Prevout;
            if (chain.Coins.Find(at) is { } confirmed)
            {
                coins[i] = confirmed;
                continue;
            }

            if (_graph.Find(at.Transaction) is not { } parent)
                return IsConfirmed(transaction) ? MempoolRules.AlreadyConfirmed : MempoolRules.MissingInputs;
            var outputs = parent.Transaction.Outputs;
            if (at.Index >= outputs.Length || !outputs[(int)at.Index].IsSpendable) return CoinChecks.Missing;
            coins[i] = new Coin(at, outputs[(int)at.Index], chain.Next.Height, chain.Next.MedianTimePast, isCoinbase: false);
        }

        return null;
    }

    private bool IsConfirmed(Transaction transaction)
    {
        for (var i = 0; i < transaction.Outputs.Length; i++)
            if (chain.Coins.Find(transaction.Coin(i)) is not null)
                return true;
        return false;
    }

    private Rejection? CheckFee(Transaction transaction, long fee, long now)
    {
        if (fee < FeeRate.FeeFor(policy.LeastRate, transaction.Size)) return MempoolRules.BelowLeastFee;
        return fee < FeeRate.FeeFor(_floor.At(now, Bytes), transaction.Size) ? MempoolRules.BelowFloor : null;
    }

    private bool FitsChains(MempoolEntry entry)
    {
        var ancestors = _graph.WithAncestors(_graph.ParentsOf(entry.Transaction));
        var totals = entry.Ancestors;
        foreach (var ancestor in ancestors)
        {
            totals = totals.With(ancestor);
            var descendants = ancestor.Descendants.With(entry);
            if (descendants.Count > policy.MostDescendants || descendants.Size > policy.MostChainBytes) return false;
        }

        return totals.Count <= policy.MostAncestors && totals.Size <= policy.MostChainBytes;
    }

    private void Confirm(Transaction transaction, int height)
    {
        if (_graph.Find(transaction.Id) is { } entry)
        {
            _graph.RemoveAlone(entry);
            Fees.OnConfirmed(entry, height);
        }

        Replaced += Remove(_graph.ConflictsOf(transaction));
    }

    /// <summary>
    /// After a reorganisation everything is tried anew, first what the blocks held that were taken back: chains may have become too long,
    /// locks
    /// may hold again, and coins may be gone for ever.
    /// </summary>
    private void Rebuild(ChainUpdate update, long now)
    {
        var waiting = _graph.Entries.ToList();
        waiting.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        _graph.RemoveWithDescendants(waiting);
        _oldest = long.MaxValue;
        for (var i = update.Disconnected.Count - 1; i >= 0; i--)
            foreach (var transaction in update.Disconnected[i].Block.Transactions)
                if (!transaction.IsCoinbase)
                    Admit(transaction, now, chain.Tip.Height, isReturning: true);

        foreach (var entry in waiting)
            if (Admit(entry.Transaction, entry.Time, entry.Height, isReturning: true) is not null)
                Fees.OnRemoved(entry);
        Trim();
    }

    /// <summary>Gives up what is worth least, until there is room again.</summary>
    private void Trim()
    {
        if (Bytes <= policy.MostBytes) return;
        var room = policy.MostBytes - (policy.MostBytes / SparePart);
        var byWorth = _graph.Entries.ToList();
        byWorth.Sort(static (one, other) =>
            one.Worth.CompareTo(other.Worth) is not 0 and var order ? order : other.Number.CompareTo(one.Number));
        foreach (var entry in byWorth)
        {
            if (Bytes <= room) return;
            if (_graph.Find(entry.Transaction.Id) is null) continue;
            _floor.Raise(entry.Descendants.Rate);
            Evicted += Remove([entry]);
        }
    }

    private int Remove(List<MempoolEntry> entries)
    {
        if (entries.Count == 0) return 0;
        var removed = _graph.RemoveWithDescendants(entries);
        foreach (var entry in removed) Fees.OnRemoved(entry);
        return removed.Count;
    }
}
