using System.Globalization;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>What the difficulty does when the hash rate changes at once just after a retarget: real nodes, real blocks.</summary>
/// <remarks>The mean of n draws deviates by 1/sqrt(n): everything is to be within three such errors, of two periods where two are compared.</remarks>
public sealed class HashRateShockTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(500, 2, 2)]
    [InlineData(2_000, 0.5, 0.5)]
    [InlineData(8_000, 0.125, 0.25)]
    public void The_next_period_is_longer_or_shorter_and_the_target_follows(int perMille, double length, double ratio) =>
        Check(perMille, length, ratio, period: 150);

    /// <summary>Half of it: four weeks, and twice the target. Eight times: the target is clamped at a quarter.</summary>
    [Theory(Explicit = true)]
    [InlineData(500, 2, 2)]
    [InlineData(2_000, 0.5, 0.5)]
    [InlineData(8_000, 0.125, 0.25)]
    public void So_it_is_with_the_periods_of_two_weeks(int perMille, double length, double ratio) => Check(perMille, length, ratio, period: 2016);

    [Fact]
    public void A_wait_that_reaches_over_the_change_goes_on_at_the_other_rate()
    {
        var shock = new HashRateShock(0.5, Start.AddHours(10));

        Assert.Equal(TimeSpan.FromHours(3), shock.Adjust(TimeSpan.FromHours(3), Start));
        Assert.Equal(TimeSpan.FromHours(10 + 4), shock.Adjust(TimeSpan.FromHours(12), Start));
        Assert.Equal(TimeSpan.FromHours(6), shock.Adjust(TimeSpan.FromHours(3), Start.AddHours(11)));
    }

    private void Check(int perMille, double length, double ratio, int period)
    {
        // The same seed gives the same blocks up to the change, so a run without one says when the first period ends.
        var usual = RunTo($"retarget={period}", period);
        var at = usual.Header.Time - usual.Ancestor(0).Header.Time + 1;
        var tip = RunTo($"retarget={period} shock={perMille} shock-at={at}", 2 * period);

        Assert.Equal(usual.Hash, tip.Ancestor(period).Hash);
        var time = tip.Header.Time - (double)tip.Ancestor(period).Header.Time;
        var found = TargetOf(tip) / TargetOf(tip.Ancestor(period));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"times {perMille / 1000.0} after {at} s: a period of {time / 86_400:0.00} days, the target times {found:0.000}"));

        // The period before has set the target by its own luck, which is known: work per block, and so time, is in proportion.
        Assert.Equal(1, time * TargetOf(tip.Ancestor(period)) / (TargetOf(tip.Ancestor(1)) * length * period * 600), 3 / Math.Sqrt(period));
        Assert.Equal(ratio, found, ratio == 0.25 ? 0.001 : 3 * Math.Sqrt(2) * ratio / Math.Sqrt(period));
    }

    private static double TargetOf(HeaderEntry entry) => CompactBits.Decode(entry.Header.Bits, out _, out _).ToDouble();

    private static HeaderEntry RunTo(string options, int height)
    {
        var town = new Town(2, options, seed: 21);
        var hours = 0.0;
        do town.Until(hours += 6);
        while (town.ChainOf(1).Tip.Height < height);
        return town.ChainOf(1).Tip.Ancestor(height);
    }
}
