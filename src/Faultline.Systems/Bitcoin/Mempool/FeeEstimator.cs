using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>Says which fee a transaction needs to be confirmed soon, from what the node has seen happen.</summary>
/// <remarks>
/// Far simpler than Bitcoin Core's: fee rates fall into buckets, each a quarter wider than the one below. Of those transactions of the last
/// <see cref="Window"/> blocks whose fate is known for a number of blocks, a bucket counts how many were confirmed within it. The answer is
/// the
/// lowest bucket from which on upwards each one that has seen enough succeeds in 85 of 100 cases. A miner can lie to it only by paying
/// others.
/// </remarks>
internal sealed class FeeEstimator
{
    /// <summary>The longest wait that can be asked for, in blocks.</summary>
    public const int LongestWait = 24;

    /// <summary>How many blocks back it remembers.</summary>
    public const int Window = 144;

    /// <summary>How many outcomes it remembers at most.</summary>
    public const int MostOutcomes = 10_000;

    private const int LeastSeen = 4;
    private const int Buckets = 64;
    private const long FirstRate = 1_000;

    private static readonly long[] Rates = MakeRates();

    private readonly Dictionary<Hash256, Waiting> _waiting = [];
    private readonly Queue<Outcome> _outcomes = new();
    private readonly int[,] _confirmed = new int[Buckets, LongestWait + 1];
    private readonly int[] _seen = new int[Buckets];

    /// <summary>How many outcomes it rests on at the moment.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>The pool has taken a transaction in.</summary>
    public void OnAdded(MempoolEntry entry)
    {
        // What depends on others is confirmed for the fee of several together, which would teach nothing here.
        if (entry.Parents.Count == 0) _waiting.TryAdd(entry.Transaction.Id, new Waiting(BucketOf(entry.Rate.PerUnit), entry.Height));
    }

    /// <summary>A block holds it.</summary>
    public void OnConfirmed(MempoolEntry entry, int height)
    {
        if (!_waiting.Remove(entry.Transaction.Id, out var waiting)) return;
        Record(new Outcome(waiting.Bucket, Math.Clamp(height - waiting.Height, 1, LongestWait + 1), height));
    }

    /// <summary>The pool has given it up: nobody knows how long it would have waited.</summary>
    public void OnRemoved(MempoolEntry entry) => _waiting.Remove(entry.Transaction.Id);

    /// <summary>The chain has grown: what is older than the window is forgotten.</summary>
    public void OnBlock(int height)
    {
        while (_outcomes.TryPeek(out var oldest) && oldest.Height <= height - Window)
        {
            _outcomes.Dequeue();
            Count(oldest, -1);
        }
    }

    /// <summary>The fee for 1,000 bytes with which most transactions were confirmed within some blocks.</summary>
    /// <param name="blocks">The blocks, from 1 to <see cref="LongestWait"/>.</param>
    /// <returns>In satoshi; null where it has not seen enough.</returns>
    public long? Estimate(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, LongestWait);
        long? found = null;
        for (var bucket = Buckets - 1; bucket >= 0; bucket--)
        {
            if (_seen[bucket] < LeastSeen) continue;
            var confirmed = 0;
            for (var wait = 1; wait <= blocks; wait++) confirmed += _confirmed[bucket, wait];
            if (confirmed * 100L < _seen[bucket] * 85L) return found;
            found = Rates[bucket];
        }

        return found;
    }

    private void Record(Outcome outcome)
    {
        if (_outcomes.Count == MostOutcomes) Count(_outcomes.Dequeue(), -1);
        _outcomes.Enqueue(outcome);
        Count(outcome, 1);
    }

    private void Count(Outcome outcome, int change)
    {
        _seen[outcome.Bucket] += change;
        if (outcome.Wait <= LongestWait) _confirmed[outcome.Bucket, outcome.Wait] += change;
    }

    private static int BucketOf(long rate)
    {
        var index = Array.BinarySearch(Rates, rate);
        return index >= 0 ? index : Math.Max(~index - 1, 0);
    }

    private static long[] MakeRates()
    {
        var rates = new long[Buckets];
        rates[0] = FirstRate;
        for (var i = 1; i < Buckets; i++) rates[i] = rates[i - 1] + (rates[i - 1] / 4);
        return rates;
    }

    private readonly record struct Waiting(int Bucket, int Height);

    private readonly record struct Outcome(int Bucket, int Wait, int Height);
}
