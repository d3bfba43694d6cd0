using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Tests.Bitcoin.Coins;

public sealed class SubsidyTests
{
    private static readonly CoinRules Rules = new();

    [Fact]
    public void All_subsidies_together_are_20_999_999_point_9769_bitcoin()
    {
        var total = 0L;
        for (var height = 0; Rules.Subsidy(height) > 0; height += Rules.HalvingInterval) total += Rules.Subsidy(height) * Rules.HalvingInterval;

        Assert.Equal(2_099_999_997_690_000, total);
        Assert.True(Money.IsInRange(total));
    }

    [Theory]
    [InlineData(0, 5_000_000_000)]
    [InlineData(209_999, 5_000_000_000)]
    [InlineData(210_000, 2_500_000_000)]
    [InlineData(840_000, 312_500_000)]
    [InlineData(32 * 210_000, 1)]
    [InlineData(33 * 210_000, 0)]
    [InlineData(64 * 210_000, 0)]
    [InlineData(65 * 210_000, 0)]
    public void The_subsidy_halves_every_210_000_blocks_and_never_begins_anew(int height, long expected) =>
        Assert.Equal(expected, Rules.Subsidy(height));
}
