using Faultline.Systems.Bitcoin.Attacks;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>The attacks in a simulated network of honest nodes.</summary>
public sealed class AttackScenarios
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(48);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void With_most_of_the_hash_rate_a_payment_is_taken_back_however_deep(ulong seed)
    {
        var run = new AttackRun("double-spend", seed, nodes: 5, share: 700, confirmations: 4);

        var wasPaid = run.Until(static run => run.IsPaid, Long);
        var wasCheated = run.Until(static run => run.IsCheated, Long);

        Assert.True(wasPaid, "the payee had the payment in its chain");
        Assert.True(wasCheated, "and lost it");
        Assert.Equal(AttackStage.Succeeded, ((DoubleSpend)run.Attacker.Strategy).Stage);
        Assert.True(run.Payee.Inside!.Final.Reverted > 0, "although it was final by the payee's own rule");
        run.World.RunUntil(run.World.Now + TimeSpan.FromMinutes(5));
        Assert.All(run.Nodes, node => Assert.NotNull(node.Chain!.Coins.Find(run.Conflict.Coin(0))));
    }

    [Fact]
    public void A_secret_branch_that_is_behind_for_a_while_is_kept_and_may_still_win()
    {
        // About every second seed is such a case; the first one is enough.
        for (var seed = 2UL; seed <= 11; seed++)
        {
            var run = new AttackRun("double-spend", seed, nodes: 4, share: 450, confirmations: 3);
            run.Until(static run => ((DoubleSpend)run.Attacker.Strategy).Stage is AttackStage.Succeeded or AttackStage.GivenUp, Long);
            Assert.False(run.HasForgotten, "what nobody shall know of is withheld, whoever is ahead");
            if (run.WasBehind && run.Until(static run => run.IsCheated, Long + TimeSpan.FromMinutes(5))) return;
        }

        Assert.Fail("no secret branch came back from behind");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void With_a_tenth_of_it_six_confirmations_are_enough(ulong seed)
    {
        var run = new AttackRun("double-spend", seed, nodes: 5, share: 100, confirmations: 6);

        Assert.True(run.Until(static run => ((DoubleSpend)run.Attacker.Strategy).Stage == AttackStage.GivenUp, 2 * Long), "the attacker gives up");

        Assert.True(run.IsPaid);
        Assert.Equal(0, run.Payee.Inside!.Final.Reverted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Finney_A_payee_that_does_not_wait_for_a_block_is_cheated_by_one_that_was_there_already(ulong seed)
    {
        var run = new AttackRun("finney", seed, nodes: 5, share: 200, confirmations: 6);

        Assert.True(run.Until(static run => run.IsCheated, Long));

        Assert.True(run.WasPaymentSeen, "the payee had seen the payment");
        Assert.Equal(AttackStage.Succeeded, ((DoubleSpend)run.Attacker.Strategy).Stage);
        Assert.Equal(0, run.Payee.Inside!.Final.Reverted);
    }

    [Fact]
    public void Race_A_payee_that_does_not_wait_for_a_block_mostly_sees_the_payment_that_nobody_mines()
    {
        var cheated = 0;
        for (var seed = 1UL; seed <= 6; seed++)
        {
            var run = new AttackRun("race", seed, nodes: 6, share: 0, confirmations: 6);

            Assert.True(run.Until(static run => run.WasPaymentSeen, TimeSpan.FromHours(1)));
            Assert.True(run.Until(static run => run.IsPaid || run.IsCheated, Long));
            Assert.False(run.IsPaid && run.IsCheated);
            if (run.IsCheated) cheated++;
        }

        Assert.InRange(cheated, 3, 6);
    }
}
