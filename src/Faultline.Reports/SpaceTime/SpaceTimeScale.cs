using System.Globalization;
using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>Where a moment of a view is in the diagram.</summary>
internal readonly struct SpaceTimeScale
{
    /// <summary>The edges, in units of the drawing; names of hosts are short, so there is more room than in other charts.</summary>
    public const double Left = 44;

    public const double Right = 992;

    private const int MostTicks = 8;

    private readonly double _from;
    private readonly double _ticks;

    public SpaceTimeScale(Stretch view)
    {
        _from = view.From.Ticks;
        _ticks = Math.Max(1, (view.Until - view.From).Ticks);
    }

    public double X(TimeSpan time) => Left + (Math.Clamp((time.Ticks - _from) / _ticks, 0, 1) * (Right - Left));

    public bool Shows(TimeSpan start, TimeSpan end) => end.Ticks >= _from && start.Ticks <= _from + _ticks;

    /// <summary>The moments that get a label: whole steps of 1, 2 or 5, with as many digits as the step needs.</summary>
    public IReadOnlyList<(double X, string Label)> Ticks()
    {
        var step = StepOf(_ticks / MostTicks);
        var digits = 0;
        for (var unit = TimeSpan.TicksPerSecond; step % unit != 0; unit /= 10) digits++;
        var format = digits == 0 ? "0" : "0." + new string('0', digits);
        var ticks = new List<(double, string)>();
        for (var at = (long)Math.Ceiling(_from / step) * step; at <= _from + _ticks; at += step)
        {
            var seconds = at / (decimal)TimeSpan.TicksPerSecond;
            ticks.Add((X(new TimeSpan(at)), seconds.ToString(format, CultureInfo.InvariantCulture) + " s"));
        }

        return ticks;
    }

    /// <summary>The least round number of ticks that is not below.</summary>
    private static long StepOf(double least)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var factor in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (factor * power >= least) return factor * power;
            }
        }
    }
}
