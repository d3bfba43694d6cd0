using Faultline.Reports.Text;

namespace Faultline.Reports.Tests;

public sealed class FormatTests
{
    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.999999, "99.999 %")]
    [InlineData(0.57, "57 %")]
    [InlineData(0.0000001, "0 %")]
    [InlineData(0, "0 %")]
    public void A_share_is_rounded_down(double share, string text) => Assert.Equal(text, Format.Share(share));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.0412, "0.041 ms")]
    [InlineData(35.123, "35.1 ms")]
    [InlineData(2412, "2.41 s")]
    public void A_latency_has_its_unit(double milliseconds, string text) => Assert.Equal(text, Format.Milliseconds(milliseconds));

    [Theory]
    [InlineData(0.085, "85 ms")]
    [InlineData(4.25, "4.25 s")]
    [InlineData(300, "5 min")]
    [InlineData(302.5, "5 min 2.5 s")]
    [InlineData(5400, "1 h 30 min")]
    [InlineData(360_000, "100 h")]
    public void A_duration_is_told_in_units_that_people_use(double seconds, string text) =>
        Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_moment_reads_as_in_the_trace() => Assert.Equal("27:01:05.250", Format.Moment(new TimeSpan(1, 3, 1, 5, 250)));

    [Theory]
    [InlineData(300, 0.3, "1,000 times faster than real time")]
    [InlineData(3, 2, "1.5 times faster than real time")]
    [InlineData(1, 4, "4 times slower than real time")]
    [InlineData(1, 0, null)]
    public void Speed_is_a_ratio(double virtualSeconds, double wallSeconds, string? text) =>
        Assert.Equal(text, Format.Speed(TimeSpan.FromSeconds(virtualSeconds), TimeSpan.FromSeconds(wallSeconds)));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(182_400_512, "182.4 MB")]
    public void Bytes_are_in_powers_of_a_thousand(long bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));
}
