using CsCheck;
using Faultline.Simulation.Clocks;

namespace Faultline.Simulation.Tests.Clocks;

public sealed class SimulatedClockTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void A_clock_without_faults_shows_the_true_time()
    {
        var clock = new SimulatedClock();

        Assert.Equal(5 * Second, clock.Read(5 * Second).GetTimestamp());
        Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 5, TimeSpan.Zero), clock.Read(5 * Second).GetUtcNow());
        Assert.Equal(123, clock.ToTrue(123));
    }

    [Theory]
    [InlineData(10_000, 101)]
    [InlineData(-10_000, 99)]
    [InlineData(-500_000, 50)]
    [InlineData(1_000_000, 200)]
    public void A_clock_that_drifts_runs_fast_or_slow_on_both_faces(int perMillion, long shownAfter100Seconds)
    {
        var clock = new SimulatedClock();
        clock.Drift(0, perMillion);

        Assert.Equal(shownAfter100Seconds * Second, clock.Read(100 * Second).GetTimestamp());
        Assert.Equal(clock.Read(0).GetUtcNow().AddSeconds(shownAfter100Seconds), clock.Read(100 * Second).GetUtcNow());
    }

    [Fact]
    public void A_drift_that_ends_keeps_what_was_gained()
    {
        var clock = new SimulatedClock();
        clock.Drift(10 * Second, 100_000);
        clock.Drift(20 * Second, -100_000);

        Assert.Equal(31 * Second, clock.Read(30 * Second).GetTimestamp());
        Assert.Equal(7, clock.ToTrue(7));
    }

    [Fact]
    public void Two_drifts_at_once_add_up()
    {
        var clock = new SimulatedClock();
        clock.Drift(0, 100_000);
        clock.Drift(0, 100_000);

        Assert.Equal(12 * Second, clock.Read(10 * Second).GetTimestamp());
    }

    [Fact]
    public void A_jump_moves_the_wall_clock_alone_and_back_again()
    {
        var clock = new SimulatedClock();
        clock.Jump(-60 * Second);
        var jumped = clock.Read(5 * Second);
        clock.Jump(60 * Second);

        Assert.Equal(new DateTimeOffset(2019, 12, 31, 23, 59, 5, TimeSpan.Zero), jumped.GetUtcNow());
        Assert.Equal(5 * Second, jumped.GetTimestamp());
        Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 5, TimeSpan.Zero), clock.Read(5 * Second).GetUtcNow());
    }

    [Fact]
    public void A_timer_rings_when_its_own_clock_says_so_and_no_tick_before_and_at_most_one_after() =>
        Gen.Select(Gen.Int[-900_000, 9_000_000], Gen.Long[0, 1_000 * Second], Gen.Long[0, 100 * Second])
            .Sample(static (drift, now, delay) =>
            {
                var clock = new SimulatedClock();
                clock.Drift(now / 2, drift);

                var rings = now + clock.ToTrue(delay);

                var shown = clock.Timestamp(rings) - clock.Timestamp(now);
                var tooEarly = clock.Timestamp(rings - 2) - clock.Timestamp(now);
                return shown >= delay && (delay == 0 || tooEarly <= delay);
            });
}
