using Faultline.Workbench.Comparisons;

namespace Faultline.Reports.Comparisons;

/// <summary>How long a bar is where each step is a factor: a power of ten, or a round time.</summary>
internal sealed class PowerScale
{
    public const double Left = 78;

    public const double Right = 376;

    /// <summary>The labels stand apart: there are no more than so many.</summary>
    private const int MostTicks = 6;

    /// <summary>Round times in milliseconds; what is longer goes on in powers of ten.</summary>
    private static readonly double[] Times =
        [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 360_000_000, 3_600_000_000];

    private readonly double[] _steps;

    private PowerScale(IReadOnlyList<double> steps, IEnumerable<double> numbers)
    {
        double[] above = [.. numbers.Where(static number => number > 0).DefaultIfEmpty(1)];

        // One step more to the left, so that the shortest bar is one.
        var first = Math.Max(0, Last(steps, step => step < above.Min() * (1 - 1e-9)));
        var last = Last(steps, step => step < above.Max() * (1 - 1e-9)) + 1;
        _steps = [.. steps.Take(Math.Clamp(last, first + 1, steps.Count - 1) + 1).Skip(first)];
    }

    /// <summary>A scale for numbers; those that are not above zero have no bar.</summary>
    public static PowerScale OfNumbers(IEnumerable<double> numbers) =>
        new([.. Enumerable.Range(-9, 40).Select(static power => Math.Pow(10, power))], numbers);

    /// <summary>A scale for times in milliseconds.</summary>
    public static PowerScale OfTimes(IEnumerable<double> milliseconds) => new(Times, milliseconds);

    public double X(double number) => number <= 0
        ? Left
        : Left + (Math.Clamp(Math.Log(number / _steps[0]) / Math.Log(_steps[^1] / _steps[0]), 0, 1) * (Right - Left));

    public IEnumerable<(double X, string Label)> Ticks(Func<double, string> word)
    {
        var every = 1 + ((_steps.Length - 1) / MostTicks);
        for (var i = 0; i < _steps.Length; i += every) yield return (X(_steps[i]), word(_steps[i]));
    }

    /// <summary>A time in milliseconds.</summary>
    public static string Milliseconds(double milliseconds) => ComparisonWords.Time(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A round time in milliseconds, as short as that can be said.</summary>
    public static string RoundTime(double milliseconds) => milliseconds switch
    {
        >= 3_600_000 => $"{milliseconds / 3_600_000:0} h",
        >= 60_000 => $"{milliseconds / 60_000:0} min",
        >= 1_000 => $"{milliseconds / 1_000:0} s",
        >= 1 => $"{milliseconds:0} ms",
        _ => $"{1_000 * milliseconds:0} µs",
    };

    private static int Last(IReadOnlyList<double> steps, Func<double, bool> isBelow)
    {
        var last = steps.Count - 1;
        while (last >= 0 && !isBelow(steps[last])) last--;
        return last;
    }
}
