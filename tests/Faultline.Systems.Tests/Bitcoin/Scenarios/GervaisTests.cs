using System.Globalization;
using Faultline.Workbench.Studies;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>Gervais et al. (2016), their tables for the standard relay: stale rates by block interval and by block size.</summary>
public sealed class GervaisTests(ITestOutputHelper output)
{
    private const ulong Seed = 2016;

    /// <summary>A large block, where sending decides, and a short interval, where distances do: few blocks, so with three standard errors.</summary>
    [Theory]
    [InlineData(false, 4, 30)]
    [InlineData(true, 9, 60)]
    public void Few_blocks_of_a_row_are_stale_as_the_table_says(bool isByInterval, int place, int blocks)
    {
        var row = (isByInterval ? GervaisStudy.ByInterval : GervaisStudy.BySize)[place];

        var result = Measure(row, blocks);

        double Error(double rate) => Math.Sqrt(rate * (1 - rate) / result.Blocks);
        Assert.InRange(result.StaleRate, (row.StaleRate / 2) - (3 * Error(row.StaleRate / 2)), (row.StaleRate * 2) + (3 * Error(row.StaleRate)));

        // Of every block there are 150 times, so that few blocks tell their median.
        if (!isByInterval) Assert.InRange(result.MedianSeconds, row.MedianSeconds / 2, row.MedianSeconds * 2);
    }

    /// <summary>Within a factor of two, row by row; about 25 stale blocks a row, so that chance alone makes a fifth.</summary>
    [Fact(Explicit = true)]
    public void Stale_rates_by_interval_are_within_a_factor_of_two_of_the_table()
    {
        var rates = Rates(GervaisStudy.ByInterval);

        // By rows that are further apart in the table than by chance: 10 min, 20 s, 5 s, 2 s, 1 s, 0.5 s.
        AssertRise([rates[1], rates[5], rates[7], rates[8], rates[9], rates[10]]);
    }

    [Fact(Explicit = true)]
    public void Stale_rates_by_size_are_within_a_factor_of_two_of_the_table() => AssertRise(Rates(GervaisStudy.BySize));

    private double[] Rates(IReadOnlyList<GervaisRow> rows)
    {
        GervaisResult[] results = [.. rows.Select(row => Measure(row, GervaisStudy.BlocksFor(row)))];
        Assert.All(results, static result => Assert.InRange(result.FactorApart, 1, 2));
        return [.. results.Select(static result => result.StaleRate)];
    }

    private GervaisResult Measure(GervaisRow row, int blocks)
    {
        var result = GervaisStudy.Measure(row, blocks, Seed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{row.Interval:0.#} s, {row.BlockBytes:N0} bytes: {result.StaleRate:P2} of {result.Blocks:N0} blocks are stale, {row.StaleRate:P2} in the paper; "
            + $"median {result.MedianSeconds:0.00} s, {row.MedianSeconds:0.00} s in the paper"));
        return result;
    }

    private static void AssertRise(double[] rates) => Assert.Equal(rates.Order(), rates);
}
