using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Analysis;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

public sealed class SelfishMiningTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.0, new[] { 0.0356, 0.1951, 0.2731, 0.3665, 0.4837 })]
    [InlineData(0.5, new[] { 0.0724, 0.2500, 0.3269, 0.4160, 0.5256 })]
    [InlineData(1.0, new[] { 0.1092, 0.3049, 0.3806, 0.4656, 0.5674 })]
    public void Revenue_is_that_of_the_table(double followers, double[] expected)
    {
        double[] shares = [0.10, 0.25, 0.30, 0.35, 0.40];
        for (var i = 0; i < shares.Length; i++) Assert.Equal(expected[i], SelfishMining.Revenue(shares[i], followers), 0.5e-4);
    }

    [Theory]
    [InlineData(0, 1.0 / 3)]
    [InlineData(0.5, 0.25)]
    [InlineData(1, 0)]
    public void It_pays_from_the_threshold_on(double followers, double threshold)
    {
        Assert.Equal(threshold, SelfishMining.Threshold(followers), 1e-12);
        Assert.Equal(threshold, SelfishMining.Revenue(threshold, followers), 1e-12);
        Assert.True(SelfishMining.Revenue(threshold + 0.01, followers) > threshold + 0.01);
        if (threshold > 0.02) Assert.True(SelfishMining.Revenue(threshold - 0.01, followers) < threshold - 0.01);
    }

    [Fact]
    public void A_majority_has_no_formula() => Assert.Throws<ArgumentOutOfRangeException>(() => SelfishMining.Revenue(0.5, 0));

    /// <summary>The strategy of their algorithm 1, block by block: 400,000 blocks, within 0.005.</summary>
    [Theory]
    [InlineData(100, 0)]
    [InlineData(250, 500)]
    [InlineData(300, 0)]
    [InlineData(350, 1_000)]
    [InlineData(400, 500)]
    public void The_strategy_earns_what_the_formula_says(int perMille, int followers)
    {
        var expected = SelfishMining.Revenue(perMille / 1_000.0, followers / 1_000.0);

        var earned = Play(perMille, followers, 400_000);

        output.WriteLine($"{earned:0.0000} earned, {expected:0.0000} expected");
        Assert.Equal(expected, earned, 0.005);
    }

    private static double Play(int perMille, int followers, int blocks)
    {
        var random = Prng.Stream(9, "selfish", (perMille * 10_000) + followers);
        var (selfish, honest, lead, isTie) = (0L, 0L, 0, false);
        for (var i = 0; i < blocks; i++)
        {
            var isSelfish = random.Below(1_000) < perMille;
            if (isTie)
            {
                // One block each: the next one decides which of them stays.
                isTie = false;
                if (isSelfish) selfish += 2;
                else if (random.Below(1_000) < followers) (selfish, honest) = (selfish + 1, honest + 1);
                else honest += 2;
            }
            else if (isSelfish)
            {
                lead++;
            }
            else if (lead == 0)
            {
                honest++;
            }
            else if (lead == 1)
            {
                (lead, isTie) = (0, true);
            }
            else if (lead == 2)
            {
                (selfish, lead) = (selfish + 2, 0);
            }
            else
            {
                selfish++;
                lead--;
            }
        }

        return (double)selfish / (selfish + honest);
    }
}
