namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>Amounts, which are whole numbers of satoshi.</summary>
public static class Money
{
    /// <summary>How many satoshi make a bitcoin.</summary>
    public const long Bitcoin = 100_000_000;

    /// <summary>More than there can ever be: a bound against overflow (CVE-2010-5139), not the supply.</summary>
    public const long Most = 21_000_000 * Bitcoin;

    /// <summary>Whether an amount is one at all.</summary>
    /// <param name="amount">In satoshi.</param>
    /// <returns>Whether it lies between 0 and <see cref="Most"/>.</returns>
    public static bool IsInRange(long amount) => amount is >= 0 and <= Most;
}
