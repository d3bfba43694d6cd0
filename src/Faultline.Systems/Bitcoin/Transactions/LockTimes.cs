using Faultline.Systems.Bitcoin.Coins;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>From when on a transaction may stand in a block.</summary>
/// <remarks>
/// Times are compared with the median time past of the block before, which no single miner sets (BIP113). Both kinds of lock are always in
/// force here; Bitcoin switched them on at a height.
/// </remarks>
internal static class LockTimes
{
    /// <summary>Lock times from here on are seconds since 1970, below it heights.</summary>
    public const uint FirstTime = 500_000_000;

    private const uint SwitchedOff = 1u << 31;
    private const uint IsTime = 1u << 22;
    private const uint ValueMask = 0xffff;
    private const int SecondsPerUnitShift = 9;

    /// <summary>Whether a transaction's lock time lets it into a block.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="height">The block's height.</param>
    /// <param name="medianTimePast">The median time past of the block before.</param>
    public static bool IsFinal(Transaction transaction, int height, uint medianTimePast)
    {
        if (transaction.LockTime == 0) return true;
        if (transaction.LockTime < (transaction.LockTime < FirstTime ? (uint)height : medianTimePast)) return true;
        foreach (var input in transaction.Inputs)
            if (input.Sequence != TransactionInput.Final)
                return false;
        return true;
    }

    /// <summary>Whether the ages of its coins let a transaction into a block (BIP68).</summary>
    /// <param name="transaction">The transaction, no coinbase.</param>
    /// <param name="spent">The coins that it spends, in the order of its inputs.</param>
    /// <param name="height">The block's height.</param>
    /// <param name="medianTimePast">The median time past of the block before.</param>
    public static bool AreCoinsOldEnough(Transaction transaction, ReadOnlySpan<Coin> spent, int height, uint medianTimePast)
    {
        // BIP68: versions below 2, read as an unsigned number, have no such locks.
        if (unchecked((uint)transaction.Version) < 2) return true;
        for (var i = 0; i < spent.Length; i++)
        {
            var sequence = transaction.Inputs[i].Sequence;
            if ((sequence & SwitchedOff) != 0) continue;
            var value = sequence & ValueMask;
            var isOldEnough = (sequence & IsTime) != 0
                ? medianTimePast >= spent[i].MedianTimePast + ((ulong)value << SecondsPerUnitShift)
                : height >= spent[i].Height + (long)value;
            if (!isOldEnough) return false;
        }

        return true;
    }
}
