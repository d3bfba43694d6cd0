using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faultline.Model.Clocks;

/// <summary>Durations as people write them: <c>250us</c>, <c>1.5ms</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>.</summary>
public static class Duration
{
    /// <summary>How a duration may be written, for error messages.</summary>
    public const string Form = "a number and us, ms, s, m or h, such as 1.5ms or 60s";

    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("us", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a duration. Negative ones are allowed; callers who do not want them say so.</summary>
    /// <param name="text">Such as <c>1.5ms</c>; <c>0</c> needs no unit.</param>
    /// <param name="duration">The duration, when the text is one of at most 10,000 days.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null) return false;
        if (text == "0") return true;
        foreach (var (suffix, ticks) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), style, CultureInfo.InvariantCulture, out var number))
                continue;
            if (Math.Abs(number) > TimeSpan.TicksPerDay * 10_000m / ticks) return false;
            duration = new TimeSpan((long)(number * ticks));
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration exactly, in the largest unit up to seconds that leaves a whole part.</summary>
    /// <param name="duration">The duration.</param>
    /// <returns>Such as <c>1.5ms</c>; <see cref="TryParse"/> reads it back unchanged.</returns>
    public static string Format(TimeSpan duration)
    {
        var ticks = Math.Abs((decimal)duration.Ticks);
        var (suffix, unit) = ticks switch
        {
            >= TimeSpan.TicksPerSecond or 0 => Units[2],
            >= TimeSpan.TicksPerMillisecond => Units[1],
            _ => Units[0],
        };
        return (duration.Ticks / (decimal)unit).ToString("0.#######", CultureInfo.InvariantCulture) + suffix;
    }
}
