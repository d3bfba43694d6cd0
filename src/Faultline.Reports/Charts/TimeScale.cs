using System.Globalization;

namespace Faultline.Reports.Charts;

/// <summary>Where a moment of the run is on a chart.</summary>
internal readonly struct TimeScale
{
    private const int MostTicks = 10;

    private static readonly double[] Steps =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30,
        60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400,
    ];

    private readonly double _seconds;

    /// <summary>A scale from zero to the end of the run.</summary>
    public TimeScale(TimeSpan end) => _seconds = Math.Max(0.001, end.TotalSeconds);

    public double X(TimeSpan time) =>
        Svg.PlotLeft + (Math.Clamp(time.TotalSeconds / _seconds, 0, 1) * (Svg.PlotRight - Svg.PlotLeft));

    /// <summary>The moments that get a label, evenly spaced from zero.</summary>
    public IReadOnlyList<(double X, string Label)> Ticks()
    {
        var step = Step();
        var ticks = new List<(double, string)>();
        for (var number = 0; number * step <= _seconds * 1.000_001; number++)
        {
            var time = TimeSpan.FromSeconds(number * step);
            ticks.Add((X(time), Label(time, step)));
        }

        return ticks;
    }

    private double Step()
    {
        foreach (var step in Steps)
        {
            if (_seconds / step <= MostTicks) return step;
        }

        return 86_400 * Math.Ceiling(_seconds / 86_400 / MostTicks);
    }

    private string Label(TimeSpan time, double step)
    {
        var culture = CultureInfo.InvariantCulture;
        if (_seconds <= 120)
            return time.TotalSeconds.ToString(step < 1 ? "0.###" : "0", culture) + " s";
        if (_seconds < 7200)
            return string.Create(culture, $"{(long)time.TotalMinutes}:{time.Seconds:00} min");
        return string.Create(culture, $"{(long)time.TotalHours}:{time.Minutes:00} h");
    }
}
