using Faultline.Reports.Charts;
using Faultline.Workbench.Comparisons;

namespace Faultline.Reports.Comparisons;

/// <summary>How long a bar is where each step is a power of ten.</summary>
internal sealed class PowerScale
{
    /// <summary>The labels stand as far apart as that, at least: they are never more than so many.</summary>
    private const int MostTicks = 9;

    private readonly int _lowest;
    private readonly int _highest;

    /// <summary>A scale that holds all numbers above zero; those that are not have no bar.</summary>
    public PowerScale(IEnumerable<double> numbers)
    {
        double[] above = [.. numbers.Where(static number => number > 0)];
        if (above.Length == 0) above = [1];

        // One power more to the left, so that the shortest bar is one.
        _lowest = (int)Math.Floor(Math.Log10(above.Min()) - 1e-9);
        _highest = Math.Max(_lowest + 1, (int)Math.Ceiling(Math.Log10(above.Max()) - 1e-9));
    }

    public double X(double number) => number <= 0
        ? Svg.PlotLeft
        : Svg.PlotLeft + (Math.Clamp((Math.Log10(number) - _lowest) / (_highest - _lowest), 0, 1) * (Svg.PlotRight - Svg.PlotLeft));

    public IEnumerable<(double X, string Label)> Ticks(Func<double, string> word)
    {
        var step = 1 + ((_highest - _lowest) / MostTicks);
        for (var power = _lowest; power <= _highest; power += step)
        {
            var number = Math.Pow(10, power);
            yield return (X(number), word(number));
        }
    }

    /// <summary>A time in milliseconds, and other numbers.</summary>
    public static string Milliseconds(double milliseconds) => ComparisonWords.Time(TimeSpan.FromMilliseconds(milliseconds));
}
