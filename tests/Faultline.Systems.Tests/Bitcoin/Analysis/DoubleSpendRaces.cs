using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Tests.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Analysis;

public sealed class DoubleSpendRaces(ITestOutputHelper output)
{
    [Fact]
    public void Six_confirmations_against_a_tenth_are_riskier_than_Nakamoto_thought()
    {
        Assert.Equal(0.000243, DoubleSpendOdds.Nakamoto(0.1, 6), 1e-6);
        Assert.Equal(0.00059, DoubleSpendOdds.Rosenfeld(0.1, 6), 1e-5);
    }

    /// <summary>The number of ways in which a thousand confirmations can come about has 600 digits.</summary>
    [Fact]
    public void Odds_of_very_many_confirmations_are_numbers()
    {
        Assert.InRange(DoubleSpendOdds.Rosenfeld(0.45, 1_000), 0, 1e-4);
        Assert.InRange(DoubleSpendOdds.Nakamoto(0.49, 1_000), 1e-3, 1);
        Assert.NotNull(DoubleSpendOdds.ConfirmationsFor(0.45, 0.001));
        Assert.Equal(0, DoubleSpendOdds.Rosenfeld(0, 3));
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

        Assert.True(Math.Abs(won - DoubleSpendOdds.Rosenfeld(0.3, 6)) > 3 * StandardError(DoubleSpendOdds.Rosenfeld(0.3, 6), 40_000));
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
        var expected = DoubleSpendOdds.Rosenfeld(perMille / 1_000.0, confirmations);

        var won = Races(perMille, confirmations, races);

        output.WriteLine($"{won:P3} of {races:N0} races, {expected:P3} expected, {(won - expected) / StandardError(expected, races):0.0} standard errors");
        Assert.Equal(expected, won, 3 * StandardError(expected, races));
    }
}
