namespace Faultline.Systems.Bitcoin.Analysis;

/// <summary>What retargeting does to block intervals under a constant hash rate.</summary>
/// <remarks>
/// A period of n blocks has n - 1 measured intervals, whose sum is a Gamma variable G of shape n - 1. The next target is G / n of the old
/// one,
/// relative to what would have been right, so that the mean interval of the period after it is n / G of the wanted one; the mean of 1 / G
/// is
/// 1 / (n - 2). Formulas for reports and tests, in floating point: nothing in a run depends on them.
/// </remarks>
public static class RetargetStatistics
{
    /// <summary>The mean interval in the long run: a little too long, by the interval that is not measured.</summary>
    /// <param name="wanted">The wanted one.</param>
    /// <param name="period">Blocks of a period: above 2.</param>
    /// <returns>600.6 s for Bitcoin.</returns>
    public static TimeSpan MeanInterval(TimeSpan wanted, int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 3);
        return wanted * ((double)period / (period - 2));
    }

    /// <summary>By how much the mean interval that a period aims at varies from period to period, relative to its mean.</summary>
    /// <param name="period">Blocks of a period: above 3.</param>
    /// <returns>The standard deviation of 1 / G over its mean: 2.2% for Bitcoin.</returns>
    public static double Deviation(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 4);
        return 1 / Math.Sqrt(period - 3);
    }
}
