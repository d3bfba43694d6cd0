using System.Globalization;

namespace Faultline.Reports.Charts;

/// <summary>Where a value from zero up is on a chart, the top being a round number.</summary>
internal readonly struct LinearScale
{
    private readonly double _height;
    private readonly double _step;
    private readonly double _top;

    /// <summary>A scale that holds all values up to a most.</summary>
    public LinearScale(double most, double height)
    {
        _height = height;
        _step = RoundStep(Math.Max(most, 1e-9) / 4);
        _top = Math.Max(1, Math.Ceiling((most / _step) - 1e-9)) * _step;
    }

    public double Y(double value) => _height - (Math.Clamp(value / _top, 0, 1) * _height);

    public IReadOnlyList<(double Y, string Label)> Ticks()
    {
        var ticks = new List<(double, string)>();
        for (var number = 0; number * _step <= _top * 1.000_001; number++)
            ticks.Add((Y(number * _step), (number * _step).ToString("#,0.###", CultureInfo.InvariantCulture)));
        return ticks;
    }

    private static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= least * 0.999_999) return factor * power;
        }

        return 10 * power;
    }
}
