namespace Faultline.Model.Clocks;

/// <summary>A node's own clock at one moment, shaped like <see cref="TimeProvider"/>.</summary>
/// <remarks>
/// It is not the true time: the wall clock may be offset and may jump, and both run fast or slow where the clock drifts.
/// The default value stands at the epoch.
/// </remarks>
public readonly struct LocalClock
{
    private readonly long _utcTicks;
    private readonly long _timestamp;

    /// <summary>A clock that shows these readings.</summary>
    /// <param name="utcTicks">Wall clock, in ticks of 100 ns since 0001-01-01.</param>
    /// <param name="timestamp">Monotonic clock, in ticks of 100 ns since the node was first set up.</param>
    public LocalClock(long utcTicks, long timestamp)
    {
        _utcTicks = utcTicks;
        _timestamp = timestamp;
    }

    /// <summary>How many timestamps make a second: 10,000,000.</summary>
    public static long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What the wall clock says. It may stand wrong and may go backwards.</summary>
    /// <returns>The local idea of the time.</returns>
    public DateTimeOffset GetUtcNow() => new(_utcTicks, TimeSpan.Zero);

    /// <summary>What the monotonic clock says. It never goes backwards, but it may run fast or slow.</summary>
    /// <returns>Ticks of 100 ns.</returns>
    public long GetTimestamp() => _timestamp;

    /// <summary>How much local time has passed since a timestamp of this clock.</summary>
    /// <param name="startingTimestamp">An earlier <see cref="GetTimestamp"/>.</param>
    /// <returns>The time by this clock.</returns>
    public TimeSpan GetElapsedTime(long startingTimestamp) => new(_timestamp - startingTimestamp);
}
