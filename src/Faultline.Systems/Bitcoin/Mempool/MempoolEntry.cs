using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>A transaction that waits for a block.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="fee">What it leaves to the miner, in satoshi.</param>
/// <param name="number">Counts what the pool has taken in: parents have lower numbers than their children.</param>
/// <param name="time">When it came, in seconds since 1970.</param>
/// <param name="height">The height of the chain then.</param>
internal sealed class MempoolEntry(Transaction transaction, long fee, long number, long time, int height)
{
    /// <summary>The transaction.</summary>
    public Transaction Transaction { get; } = transaction;

    /// <summary>What it leaves to the miner, in satoshi.</summary>
    public long Fee { get; } = fee;

    /// <summary>Its size in bytes.</summary>
    public int Size => Transaction.Size;

    /// <summary>Counts what the pool has taken in.</summary>
    public long Number { get; } = number;

    /// <summary>When it came, in seconds since 1970.</summary>
    public long Time { get; } = time;

    /// <summary>The height of the chain then.</summary>
    public int Height { get; } = height;

    /// <summary>Its own fee rate.</summary>
    public FeeRate Rate => new(Fee, Size);

    /// <summary>Those waiting transactions of which it spends coins.</summary>
    public List<MempoolEntry> Parents { get; } = [];

    /// <summary>Those that spend coins of it.</summary>
    public List<MempoolEntry> Children { get; } = [];

    /// <summary>It and everything that it depends on.</summary>
    public Totals Ancestors { get; set; } = new(1, transaction.Size, fee);

    /// <summary>It and everything that depends on it.</summary>
    public Totals Descendants { get; set; } = new(1, transaction.Size, fee);

    /// <summary>What keeping it is worth: its own rate, or that of everything that goes with it, where that is higher.</summary>
    public FeeRate Worth => Rate >= Descendants.Rate ? Rate : Descendants.Rate;

    /// <summary>The walk that met it last.</summary>
    public long Mark { get; set; }
}

/// <summary>Several transactions together.</summary>
/// <param name="Count">How many.</param>
/// <param name="Size">Their bytes.</param>
/// <param name="Fees">Their fees, in satoshi.</param>
internal readonly record struct Totals(int Count, long Size, long Fees)
{
    /// <summary>Their fee rate.</summary>
    public FeeRate Rate => new(Fees, Size);

    /// <summary>With one more.</summary>
    public Totals With(MempoolEntry entry) => new(Count + 1, Size + entry.Size, Fees + entry.Fee);

    /// <summary>With one less.</summary>
    public Totals Without(MempoolEntry entry) => new(Count - 1, Size - entry.Size, Fees - entry.Fee);
}
