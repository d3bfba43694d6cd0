using Faultline.Model.Clocks;

namespace Faultline.Model.Tests.Clocks;

public sealed class LocalClockTests
{
    [Fact]
    public void The_default_stands_at_the_epoch()
    {
        Assert.Equal(DateTimeOffset.MinValue, default(LocalClock).GetUtcNow());
        Assert.Equal(0, default(LocalClock).GetTimestamp());
    }

    [Fact]
    public void Elapsed_time_comes_from_the_monotonic_clock_alone()
    {
        var utc = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var before = new LocalClock(utc, 1_000);
        var after = new LocalClock(utc - TimeSpan.TicksPerHour, 3_500);

        Assert.Equal(TimeSpan.FromTicks(2_500), after.GetElapsedTime(before.GetTimestamp()));
        Assert.Equal(TimeSpan.FromHours(-1), after.GetUtcNow() - before.GetUtcNow());
        Assert.Equal(TimeSpan.TicksPerSecond, LocalClock.TimestampFrequency);
    }
}
