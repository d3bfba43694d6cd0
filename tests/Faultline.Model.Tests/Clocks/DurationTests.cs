using CsCheck;
using Faultline.Model.Clocks;

namespace Faultline.Model.Tests.Clocks;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250us", 2_500)]
    [InlineData("1.5ms", 15_000)]
    [InlineData("60s", 600_000_000)]
    [InlineData("5m", 3_000_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("-2s", -20_000_000)]
    [InlineData("0.1us", 1)]
    [InlineData("240000h", 8_640_000_000_000_000)]
    public void A_duration_is_read_with_its_unit(string text, long ticks)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("12")]
    [InlineData("1,5ms")]
    [InlineData("1 s")]
    [InlineData("1e3s")]
    [InlineData("1.5.2s")]
    [InlineData("5d")]
    [InlineData("5S")]
    [InlineData("240001h")]
    [InlineData("99999999999999999999999999999999h")]
    public void Anything_else_is_no_duration(string? text)
    {
        Assert.False(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "0.1us")]
    [InlineData(10_000, "1ms")]
    [InlineData(15_001, "1.5001ms")]
    [InlineData(-25_000_000, "-2.5s")]
    [InlineData(36_000_000_000, "3600s")]
    public void A_duration_is_written_in_the_largest_unit_that_leaves_a_whole_part(long ticks, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void What_is_written_is_read_back_unchanged() =>
        Gen.Long[-TimeSpan.TicksPerDay * 10_000, TimeSpan.TicksPerDay * 10_000].Sample(static ticks =>
            Duration.TryParse(Duration.Format(new TimeSpan(ticks)), out var duration) && duration.Ticks == ticks);
}
