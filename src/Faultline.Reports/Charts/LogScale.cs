using Faultline.Reports.Text;

namespace Faultline.Reports.Charts;

/// <summary>Where a latency is on a chart on which each step is a factor.</summary>
internal readonly struct LogScale
{
    /// <summary>What is faster than a microsecond is drawn as a microsecond.</summary>
    private const double LeastMilliseconds = 0.001;

    private readonly double _height;
    private readonly int _lowest;
    private readonly int _highest;

    /// <summary>A scale of whole powers of ten that holds all latencies, in milliseconds, from a least to a most.</summary>
    public LogScale(double least, double most, double height)
    {
        _height = height;
        _lowest = (int)Math.Floor(Math.Log10(Math.Max(least, LeastMilliseconds)) + 1e-9);
        _highest = Math.Max(_lowest + 1, (int)Math.Ceiling(Math.Log10(Math.Max(most, LeastMilliseconds)) - 1e-9));
    }

    public double Y(double milliseconds)
    {
        var power = Math.Log10(Math.Max(milliseconds, LeastMilliseconds));
        return _height - (Math.Clamp((power - _lowest) / (_highest - _lowest), 0, 1) * _height);
    }

    public IReadOnlyList<(double Y, string Label)> Ticks()
    {
        var ticks = new List<(double, string)>();
        var factors = _highest - _lowest <= 2 ? (ReadOnlySpan<double>)[1, 2, 5] : [1];
        for (var power = _lowest; power <= _highest; power++)
        {
            foreach (var factor in factors)
            {
                var milliseconds = factor * Math.Pow(10, power);
                if (power == _highest && factor > 1) break;
                ticks.Add((Y(milliseconds), Format.Milliseconds(milliseconds)));
            }
        }

        return ticks;
    }
}
