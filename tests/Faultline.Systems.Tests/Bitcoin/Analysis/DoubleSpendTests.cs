using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Analysis;
using Faultline.Systems.Tests.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

public sealed class DoubleSpendTests(ITestOutputHelper output)
{
    /// <summary>All of the paper's numbers, to its seven digits.</summary>
    [Theory]
    [InlineData(0.1, 1, new[] { 1.0000000, 0.2045873, 0.0509779, 0.0131722, 0.0034552, 0.0009137, 0.0002428, 0.0000647, 0.0000173, 0.0000046, 0.0000012 })]
    [InlineData(0.3, 5, new[] { 1.0000000, 0.1773523, 0.0416605, 0.0101008, 0.0024804, 0.0006132, 0.0001522, 0.0000379, 0.0000095, 0.0000024, 0.0000006 })]
    public void Nakamotos_probabilities_are_those_of_section_11(double share, int step, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], DoubleSpend.Nakamoto(share, i * step), 0.5e-7);
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
    public void Nakamotos_confirmations_for_a_risk_below_a_thousandth_are_those_of_section_11(double share, int confirmations) =>
        Assert.Equal(confirmations, DoubleSpend.ConfirmationsFor(share, 0.001, DoubleSpend.Nakamoto));

    /// <summary>Rosenfeld's table, in per cent to three digits.</summary>
    [Theory]
    [InlineData(0.02, new[] { 4.000, 0.237, 0.016, 0.001, 0, 0, 0, 0, 0, 0 })]
    [InlineData(0.10, new[] { 20.000, 5.600, 1.712, 0.546, 0.178, 0.059, 0.020, 0.007, 0.002, 0.001 })]
    [InlineData(0.20, new[] { 40.000, 20.800, 11.584, 6.669, 3.916, 2.331, 1.401, 0.848, 0.516, 0.316 })]
    [InlineData(0.30, new[] { 60.000, 43.200, 32.616, 25.207, 19.762, 15.645, 12.475, 10.003, 8.055, 6.511 })]
    [InlineData(0.40, new[] { 80.000, 70.400, 63.488, 57.958, 53.314, 49.300, 45.769, 42.621, 39.787, 37.218 })]
    [InlineData(0.50, new[] { 100.0, 100, 100, 100, 100, 100, 100, 100, 100, 100 })]
    public void Rosenfelds_probabilities_are_those_of_the_table(double share, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], 100 * DoubleSpend.Rosenfeld(share, i + 1), 0.0005001);
    }

    [Fact]
    public void Six_confirmations_against_a_tenth_are_riskier_than_Nakamoto_thought()
    {
        Assert.Equal(0.000243, DoubleSpend.Nakamoto(0.1, 6), 1e-6);
        Assert.Equal(0.00059, DoubleSpend.Rosenfeld(0.1, 6), 1e-5);
        Assert.Equal(6, DoubleSpend.ConfirmationsFor(0.1, 0.001, DoubleSpend.Rosenfeld));
    }

    [Fact]
    public void The_ends_are_certain()
    {
        Assert.Equal(0, DoubleSpend.Rosenfeld(0, 1));
        Assert.Equal(0, DoubleSpend.Nakamoto(0, 1));
        Assert.Equal(1, DoubleSpend.Nakamoto(0, 0));
        Assert.Equal(1, DoubleSpend.Rosenfeld(0.3, 0));
        Assert.Equal(1, DoubleSpend.Nakamoto(0.6, 100));
        Assert.Null(DoubleSpend.ConfirmationsFor(0.5, 0.001, DoubleSpend.Rosenfeld));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleSpend.Rosenfeld(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleSpend.Nakamoto(0.1, -1));
    }

    /// <summary>Races block by block, within three standard errors of the formula; 400,000 races each where asked for, else 40,000.</summary>
    [Theory]
    [InlineData(100, 1)]
    [InlineData(100, 2)]
    [InlineData(100, 6)]
    [InlineData(200, 3)]
    [InlineData(300, 6)]
    [InlineData(400, 2)]
    public void Races_end_as_Rosenfeld_says(int perMille, int confirmations) => Race(perMille, confirmations, 40_000);

    [Theory(Explicit = true)]
    [InlineData(100, 2)]
    [InlineData(200, 10)]
    [InlineData(300, 6)]
    [InlineData(400, 10)]
    public void Very_many_races_end_as_Rosenfeld_says(int perMille, int confirmations) => Race(perMille, confirmations, 400_000);

    /// <summary>Without the block that was mined in advance the attacker wins less often, and the comparison must see that.</summary>
    [Fact]
    public void Races_by_other_rules_end_otherwise()
    {
        var won = Races(300, 6, 40_000, minedBefore: 0);

        Assert.True(Math.Abs(won - DoubleSpend.Rosenfeld(0.3, 6)) > 3 * StandardError(DoubleSpend.Rosenfeld(0.3, 6), 40_000));
    }

    /// <summary>Who is ahead is what a node's block tree takes for the best chain.</summary>
    [Fact]
    public void A_node_changes_to_the_attackers_branch_when_it_is_strictly_ahead()
    {
        var tree = Mined.Tree();
        var honest = Mined.Extend(tree, tree.Genesis, 6);
        var attacker = Mined.Extend(tree, tree.Genesis, 6, salt: 1);
        Assert.Same(honest, tree.BestHeader);

        Assert.Same(Mined.Extend(tree, attacker, salt: 1), tree.BestHeader);
    }

    private static double StandardError(double probability, int races) => Math.Sqrt(probability * (1 - probability) / races);

    private static double Races(int perMille, int confirmations, int races, int minedBefore = 1)
    {
        // Beyond a deficit of this many blocks nothing is caught up in these tests: (2/3)^80 is 1e-14.
        const int hopeless = 80;
        var random = Prng.Stream(7, "races", (perMille * 100) + confirmations);
        var won = 0;
        for (var race = 0; race < races; race++)
        {
            var (ahead, honest) = (minedBefore, 0);
            while (honest < confirmations || (ahead <= 0 && ahead > -hopeless))
            {
                if (random.Below(1_000) < perMille)
                {
                    ahead++;
                }
                else
                {
                    ahead--;
                    honest++;
                }
            }

            if (ahead > 0) won++;
        }

        return (double)won / races;
    }

    private void Race(int perMille, int confirmations, int races)
    {
        var expected = DoubleSpend.Rosenfeld(perMille / 1_000.0, confirmations);

        var won = Races(perMille, confirmations, races);

        output.WriteLine($"{won:P3} of {races:N0} races, {expected:P3} expected, {(won - expected) / StandardError(expected, races):0.0} standard errors");
        Assert.Equal(expected, won, 3 * StandardError(expected, races));
    }
}
