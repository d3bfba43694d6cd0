using Faultline.Workbench.Comparisons;

namespace Faultline.Workbench.Tests.Comparisons;

/// <summary>Nakamoto 2008, section 11, and its tables.</summary>
public sealed class FinalityTests
{
    [Theory]
    [InlineData(0, 0.1, 1.0000000)]
    [InlineData(1, 0.1, 0.2045873)]
    [InlineData(2, 0.1, 0.0509779)]
    [InlineData(3, 0.1, 0.0131722)]
    [InlineData(4, 0.1, 0.0034552)]
    [InlineData(5, 0.1, 0.0009137)]
    [InlineData(6, 0.1, 0.0002428)]
    [InlineData(7, 0.1, 0.0000647)]
    [InlineData(8, 0.1, 0.0000173)]
    [InlineData(9, 0.1, 0.0000046)]
    [InlineData(10, 0.1, 0.0000012)]
    [InlineData(0, 0.3, 1.0000000)]
    [InlineData(5, 0.3, 0.1773523)]
    [InlineData(10, 0.3, 0.0416605)]
    [InlineData(25, 0.3, 0.0006132)]
    [InlineData(50, 0.3, 0.0000006)]
    public void The_risk_is_that_of_the_paper(int z, double share, double risk) =>
        Assert.Equal(risk, Math.Round(Finality.RiskBehind(z, share), 7));

    [Theory]
    [InlineData(0.10, 5)]
    [InlineData(0.15, 8)]
    [InlineData(0.20, 11)]
    [InlineData(0.25, 15)]
    [InlineData(0.30, 24)]
    [InlineData(0.35, 41)]
    [InlineData(0.40, 89)]
    [InlineData(0.45, 340)]
    public void A_write_is_final_with_as_many_blocks_behind_its_own_as_the_paper_says(double share, int z) =>
        Assert.Equal(z + 1, new Finality(0.001, share).Confirmations);

    [Fact]
    public void Against_half_of_the_hash_rate_nothing_is_final_and_against_nobody_the_second_block_is()
    {
        Assert.Null(new Finality(0.001, 0.5).Confirmations);
        Assert.Null(new Finality(0.001, 0.499).Confirmations);
        Assert.Equal(2, new Finality(0.001, 0).Confirmations);
        Assert.Equal(6, Finality.Default.Confirmations);
    }
}
