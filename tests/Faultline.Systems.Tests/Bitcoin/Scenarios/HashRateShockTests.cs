using System.Globalization;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>What the difficulty does when the hash rate changes at once: real nodes, real periods of 2016 blocks.</summary>
public sealed class HashRateShockTests(ITestOutputHelper output)
{
    private const int Period = 2016;
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    /// <summary>The sum of 2016 draws deviates by 2.2%: three standard errors are 7%.</summary>
    [Fact]
    public void After_the_hash_rate_halves_a_period_takes_four_weeks_and_the_target_doubles()
    {
        var (days, ratios) = Periods("0.5", count: 2);

        Assert.Equal(28, days[0], 0.07 * 28);
        Assert.Equal(2, ratios[0], 0.07 * 2);
        Assert.Equal(14, days[1], 0.1 * 14);
    }

    [Fact]
    public void After_the_hash_rate_doubles_a_period_takes_one_week_and_the_target_halves()
    {
        var (days, ratios) = Periods("2", count: 2);

        Assert.Equal(7, days[0], 0.07 * 7);
        Assert.Equal(0.5, ratios[0], 0.07 * 0.5);
        Assert.Equal(14, days[1], 0.1 * 14);
    }

    [Fact]
    public void After_the_hash_rate_is_eightfold_the_target_is_clamped_at_a_quarter_and_halves_then()
    {
        var (days, ratios) = Periods("8", count: 2);

        Assert.Equal(1.75, days[0], 0.07 * 1.75);
        Assert.Equal(0.25, ratios[0], 0.001);
        Assert.Equal(0.5, ratios[1], 0.07 * 0.5);
    }

    [Fact]
    public void A_wait_that_reaches_over_the_change_goes_on_at_the_other_rate()
    {
        var shock = HashRateShock.Parse("0.5@10", Start)!;

        Assert.Equal(TimeSpan.FromHours(3), shock.Adjust(TimeSpan.FromHours(3), Start));
        Assert.Equal(TimeSpan.FromHours(10 + 4), shock.Adjust(TimeSpan.FromHours(12), Start));
        Assert.Equal(TimeSpan.FromHours(6), shock.Adjust(TimeSpan.FromHours(3), Start.AddHours(11)));
        Assert.Null(HashRateShock.Parse("none", Start));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("x2@3")]
    [InlineData("0@3")]
    [InlineData("2@-1")]
    [InlineData("1001@3")]
    public void What_is_no_change_is_refused(string text) => Assert.Throws<ArgumentException>(() => HashRateShock.Parse(text, Start));

    /// <summary>How long the periods after a change took that came just after a retarget, and how the target changed after each.</summary>
    private (double[] Days, double[] Ratios) Periods(string factor, int count)
    {
        // The same seed gives the same blocks up to the change, so a run without one says when the first period ends.
        var usual = RunTo("", Period, step: 24);
        var hours = usual.Header.Time - (double)usual.Ancestor(0).Header.Time;
        var at = (hours / 3600).ToString("0.####", CultureInfo.InvariantCulture);
        var tip = RunTo($"shock={factor}@{at}", (count + 1) * Period, step: 24);
        double[] days = [.. Enumerable.Range(1, count).Select(period => (Time(period + 1) - Time(period)) / 86_400)];
        double[] ratios = [.. Enumerable.Range(1, count).Select(period => TargetOf(period + 1) / TargetOf(period))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"x{factor} after {at} h: periods of {Join(days)} days, targets times {Join(ratios)}"));
        return (days, ratios);

        double Time(int period) => tip.Ancestor(period * Period).Header.Time;
        double TargetOf(int period) => CompactBits.Decode(tip.Ancestor(period * Period).Header.Bits, out _, out _).ToDouble();
        static string Join(double[] numbers) => string.Join(", ", numbers.Select(static number => number.ToString("0.000", CultureInfo.InvariantCulture)));
    }

    private static HeaderEntry RunTo(string options, int height, double step)
    {
        var town = new Town(2, options, seed: 21);
        var hours = 0.0;
        do town.Until(hours += step);
        while (town.ChainOf(1).Tip.Height < height);
        return town.ChainOf(1).Tip.Ancestor(height);
    }
}
