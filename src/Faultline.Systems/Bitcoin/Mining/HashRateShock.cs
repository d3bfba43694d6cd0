namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>At one moment the hash rate of every miner becomes another: a ban on mining, a power cut, new machines.</summary>
/// <param name="Factor">The hash rate afterwards over that before.</param>
/// <param name="At">When.</param>
internal sealed record HashRateShock(double Factor, DateTimeOffset At)
{
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
}
