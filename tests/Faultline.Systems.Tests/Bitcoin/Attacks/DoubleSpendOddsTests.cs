using Faultline.Systems.Bitcoin.Attacks;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

public sealed class DoubleSpendOddsTests
{
    [Theory]
    [InlineData(0.1, 1, new[] { 1.0000000, 0.2045873, 0.0509779, 0.0131722, 0.0034552, 0.0009137, 0.0002428, 0.0000647, 0.0000173, 0.0000046, 0.0000012 })]
    [InlineData(0.3, 5, new[] { 1.0000000, 0.1773523, 0.0416605, 0.0101008, 0.0024804, 0.0006132, 0.0001522, 0.0000379, 0.0000095, 0.0000024, 0.0000006 })]
    public void The_numbers_of_Nakamoto_section_11(double share, int step, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], DoubleSpendOdds.Nakamoto(share, i * step), tolerance: 0.5e-7);
    }

    [Theory]
    [InlineData(0.10, 5)]
    [InlineData(0.15, 8)]
    [InlineData(0.20, 11)]
    [InlineData(0.25, 15)]
    [InlineData(0.30, 24)]
    [InlineData(0.35, 41)]
    [InlineData(0.40, 89)]
    [InlineData(0.45, 340)]
    public void Nakamoto_section_11_Confirmations_for_less_than_a_tenth_of_a_percent(double share, int expected)
    {
        Assert.True(DoubleSpendOdds.Nakamoto(share, expected) < 0.001);
        Assert.True(DoubleSpendOdds.Nakamoto(share, expected - 1) >= 0.001);
    }

    [Theory]
    [InlineData(0.02, new[] { 4.000, 0.237, 0.016, 0.001, 0, 0, 0, 0, 0, 0 })]
    [InlineData(0.10, new[] { 20.000, 5.600, 1.712, 0.546, 0.178, 0.059, 0.020, 0.007, 0.002, 0.001 })]
    [InlineData(0.20, new[] { 40.000, 20.800, 11.584, 6.669, 3.916, 2.331, 1.401, 0.848, 0.516, 0.316 })]
    [InlineData(0.30, new[] { 60.000, 43.200, 32.616, 25.207, 19.762, 15.645, 12.475, 10.003, 8.055, 6.511 })]
    [InlineData(0.40, new[] { 80.000, 70.400, 63.488, 57.958, 53.314, 49.300, 45.769, 42.621, 39.787, 37.218 })]
    [InlineData(0.50, new[] { 100.0, 100, 100, 100, 100, 100, 100, 100, 100, 100 })]
    public void The_table_of_Rosenfeld_in_percent(double share, double[] expected)
    {
        for (var n = 1; n <= expected.Length; n++) Assert.Equal(expected[n - 1], 100 * DoubleSpendOdds.Rosenfeld(share, n), tolerance: 0.0005 + 1e-9);
    }

    [Fact]
    public void Who_has_half_of_the_hash_rate_always_wins()
    {
        Assert.Equal(1, DoubleSpendOdds.Nakamoto(0.5, 1_000));
        Assert.Equal(1, DoubleSpendOdds.Rosenfeld(0.6, 1_000));
        Assert.Null(DoubleSpendOdds.ConfirmationsFor(0.5, 0.5));
    }

    [Theory]
    [InlineData(0.1, 0.001, 6)]
    [InlineData(0.2, 0.01, 8)]
    [InlineData(0.0, 0.001, 1)]
    public void How_long_to_wait_follows_from_the_risk_that_one_takes(double share, double risk, int expected) =>
        Assert.Equal(expected, DoubleSpendOdds.ConfirmationsFor(share, risk));

    [Fact]
    public void A_share_is_a_share()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleSpendOdds.Rosenfeld(1.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleSpendOdds.Nakamoto(0.1, -1));
    }
}
