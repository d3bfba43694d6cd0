namespace Faultline.Benchmarks.Measuring;

/// <summary>The middle of some numbers, which one slow round does not move.</summary>
internal static class Medians
{
    /// <summary>The median; not a number where there are no numbers.</summary>
    public static double Of(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        if (sorted.Length == 0) return double.NaN;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
