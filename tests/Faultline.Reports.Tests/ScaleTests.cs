using Faultline.Reports.Charts;

namespace Faultline.Reports.Tests;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(0, "0 s", "0.001 s")]
    [InlineData(1, "0 s", "1 s")]
    [InlineData(60, "0 s", "60 s")]
    [InlineData(302.5, "0:00 min", "5:00 min")]
    [InlineData(86_400, "0:00 h", "24:00 h")]
    public void Moments_have_few_round_labels(double seconds, string first, string last)
    {
        var labels = new TimeScale(SampleReports.At(seconds)).Ticks().Select(tick => tick.Label).ToList();

        Assert.InRange(labels.Count, 2, 11);
        Assert.Equal((first, last), (labels[0], labels[^1]));
        Assert.Equal(labels.Count, labels.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(103)]
    [InlineData(1204)]
    public void A_linear_scale_holds_its_values(double most)
    {
        var ticks = new LinearScale(most, 180).Ticks();

        Assert.InRange(ticks.Count, 2, 6);
        Assert.Equal((180, "0"), ticks[0]);
        Assert.Equal(0, ticks[^1].Y, 1e-6);
        Assert.InRange(new LinearScale(most, 180).Y(most), 0, 180);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4.2, 35)]
    [InlineData(0.8, 60_000)]
    public void A_logarithmic_scale_holds_its_values(double least, double most)
    {
        var scale = new LogScale(least, most, 180);
        var ticks = scale.Ticks();

        Assert.InRange(ticks.Count, 2, 12);
        Assert.True(scale.Y(most) <= scale.Y(least));
        Assert.InRange(scale.Y(least), 0, 180);
        Assert.Equal(180, ticks[0].Y, 1e-6);
        Assert.Equal(0, ticks[^1].Y, 1e-6);
    }
}
