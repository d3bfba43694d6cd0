using System.Globalization;

namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>At one moment the hash rate of every miner becomes another: a ban on mining, a power cut, a new generation of machines.</summary>
/// <param name="Factor">The hash rate afterwards over that before.</param>
/// <param name="At">When.</param>
internal sealed record HashRateShock(double Factor, DateTimeOffset At)
{
    /// <summary>The option's value for none.</summary>
    public const string None = "none";

    private const decimal Most = 1_000;

    /// <summary>Reads a factor and a number of hours, as in <c>0.5@336</c>.</summary>
    /// <param name="text">The text; <see cref="None"/> for null.</param>
    /// <param name="start">From when the hours count.</param>
    /// <exception cref="ArgumentException">It says neither.</exception>
    public static HashRateShock? Parse(string text, DateTimeOffset start)
    {
        if (text == None) return null;
        if (text.Split('@') is [var factor, var hours] && Number(factor) is >= 1 / Most and <= Most and var by && Number(hours) is >= 0 and <= 1_000_000 and var at)
            return new HashRateShock((double)by, start + new TimeSpan((long)(at * TimeSpan.TicksPerHour)));
        throw new ArgumentException("option shock must be none, or a factor of 0.001 to 1000 and the hours until then, as in 0.5@336");
    }

    /// <summary>The wait for a block that was drawn with the hash rate before the change.</summary>
    /// <remarks>The draw is a number of hashes, so what of it lies behind the change only takes another time.</remarks>
    /// <param name="wait">The wait at the rate before.</param>
    /// <param name="now">When it begins.</param>
    /// <returns>The wait at the rate or rates that there will be.</returns>
    public TimeSpan Adjust(TimeSpan wait, DateTimeOffset now)
    {
        var before = At > now ? At - now : TimeSpan.Zero;
        if (wait <= before) return wait;
        var ticks = (wait - before).Ticks / Factor;
        return before + new TimeSpan(Math.Max(1, (long)Math.Min(ticks, Lottery.Longest.Ticks)));
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
