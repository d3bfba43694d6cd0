using System.Text.Json;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

public sealed class LatencyDistributionTests
{
    private const int Draws = 400_000;

    [Fact]
    public void An_exponential_latency_has_its_mean_and_its_quantiles()
    {
        var draws = Sorted("exponential(5ms)");

        Near(5, draws.Average(), 0.01);
        Near(5 * Math.Log(2), Quantile(draws, 0.5), 0.01);
        Near(5 * Math.Log(100), Quantile(draws, 0.99), 0.02);
        Near(5 * Math.Log(10_000), Quantile(draws, 0.9999), 0.05);
    }

    [Fact]
    public void A_log_normal_latency_has_its_median_its_mean_and_its_tails()
    {
        var draws = Sorted("log-normal(5ms, 0.5)");

        Near(5, Quantile(draws, 0.5), 0.01);
        Near(5 * Math.Exp(0.125), draws.Average(), 0.01);

        // Two standard deviations on either side.
        Near(5 * Math.Exp(1), Quantile(draws, 0.977250), 0.02);
        Near(5 * Math.Exp(-1), Quantile(draws, 0.022750), 0.02);
    }

    [Fact]
    public void A_pareto_latency_never_falls_below_its_scale_and_has_a_heavy_tail()
    {
        var draws = Sorted("pareto(1ms, 2.5)");

        Assert.InRange(draws[0], 1, 1.0001);
        Near(2.5 / 1.5, draws.Average(), 0.01);
        Near(Math.Pow(2, 1 / 2.5), Quantile(draws, 0.5), 0.01);
        Near(Math.Pow(100, 1 / 2.5), Quantile(draws, 0.99), 0.03);
        Near(Math.Pow(10_000, 1 / 2.5), Quantile(draws, 0.9999), 0.15);
    }

    [Fact]
    public void A_table_gives_back_its_shares_with_even_times_between_them()
    {
        var draws = Sorted("table(1ms 50%, 5ms 90%, 100ms 100%)");

        Assert.Equal(1, draws[0]);
        Near(0.5, draws.Count(static time => time <= 1) / (double)Draws, 0.01);
        Near(3, Quantile(draws, 0.7), 0.01);
        Near(5, Quantile(draws, 0.9), 0.02);
        Near(52.5, Quantile(draws, 0.95), 0.02);
        Assert.InRange(draws[^1], 99.9, 100);
    }

    [Fact]
    public void A_uniform_latency_draws_what_its_range_draws()
    {
        var range = LatencyRange.Default;
        var (one, other) = (new Prng(7), new Prng(7));

        for (var i = 0; i < 1_000; i++)
            Assert.Equal(other.Between(range.Least, range.Most).Ticks, LatencyDistribution.Default.Draw(one));
    }

    /// <summary>These are the numbers on every machine; a change of them changes every run that draws them.</summary>
    [Theory]
    [InlineData("exponential(5ms)", new long[] { 17625, 32654, 27747, 46910 })]
    [InlineData("log-normal(5ms, 0.5)", new long[] { 128281, 95877, 62252, 35995 })]
    [InlineData("pareto(1ms, 1.5)", new long[] { 12649, 15456, 14477, 18691 })]
    [InlineData("table(1ms 50%, 5ms 90%, 100ms 100%)", new long[] { 30292, 12043, 17410, 10000 })]
    public void What_is_drawn_is_fixed_by_the_seed_to_the_tick(string text, long[] expected)
    {
        var (distribution, random) = (Parsed(text), new Prng(1));

        Assert.Equal(expected, Enumerable.Range(0, 4).Select(_ => distribution.Draw(random)));
    }

    [Fact]
    public void Own_logarithm_and_exponential_agree_with_the_mathematical_ones_to_fifteen_digits()
    {
        var random = new Prng(3);
        for (var i = 0; i < 10_000; i++)
        {
            var x = PortableMath.Share(random);

            Assert.Equal(Math.Log(x), PortableMath.Ln(x), 1e-14 * Math.Max(1, -Math.Log(x)));
            Assert.Equal(1, PortableMath.Exp(-40 * x) / Math.Exp(-40 * x), 1e-14);
            Assert.Equal(1, PortableMath.Exp(40 * x) / Math.Exp(40 * x), 1e-14);
        }
    }

    [Theory]
    [InlineData("1ms")]
    [InlineData("300us..1.5ms")]
    [InlineData("exponential(5ms)")]
    [InlineData("log-normal(5ms, 0.5)")]
    [InlineData("pareto(1ms, 1.5)")]
    [InlineData("table(1ms 50%, 5ms 90%, 100ms 100%)")]
    [InlineData("table(500us 0%, 2ms 100%)")]
    public void What_is_written_reads_back(string text)
    {
        Assert.Equal(text, Parsed(text).ToString());
        var link = new LinkSettings { From = N1, To = N2, Latency = Parsed(text) };
        var json = JsonSerializer.Serialize(link, FaultJson.Default.LinkSettings);
        Assert.Equal(text, JsonSerializer.Deserialize(json, FaultJson.Default.LinkSettings)!.Latency!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("2ms..1ms")]
    [InlineData("exponential")]
    [InlineData("exponential()")]
    [InlineData("exponential(0s)")]
    [InlineData("exponential(5ms")]
    [InlineData("exponential(5ms, 2)")]
    [InlineData("log-normal(5ms)")]
    [InlineData("log-normal(5ms, -1)")]
    [InlineData("pareto(1ms, 0)")]
    [InlineData("pareto(1ms, 1.5, 2)")]
    [InlineData("gamma(1ms, 2)")]
    [InlineData("table()")]
    [InlineData("table(1ms 50%)")]
    [InlineData("table(1ms 50%, 5ms 40%, 9ms 100%)")]
    [InlineData("table(5ms 50%, 1ms 100%)")]
    [InlineData("table(1ms, 5ms)")]
    [InlineData("900000h")]
    public void What_is_no_latency_is_refused(string text) => Assert.False(LatencyDistribution.TryParse(text, out _));

    private static LatencyDistribution Parsed(string text)
    {
        Assert.True(LatencyDistribution.TryParse(text, out var distribution), text);
        return distribution;
    }

    /// <summary>Many draws in milliseconds, rising.</summary>
    private static double[] Sorted(string text)
    {
        var (distribution, random) = (Parsed(text), Prng.Stream(1, text));
        var draws = new double[Draws];
        for (var i = 0; i < Draws; i++) draws[i] = distribution.Draw(random) / (double)TimeSpan.TicksPerMillisecond;
        Array.Sort(draws);
        return draws;
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)(share * sorted.Length)];

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.InRange(actual, expected * (1 - tolerance), expected * (1 + tolerance));
}
