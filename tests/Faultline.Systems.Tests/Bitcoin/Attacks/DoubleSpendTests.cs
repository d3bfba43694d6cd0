using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Attacks;

/// <summary>The attacker's strategy alone, against the odds that Rosenfeld computes: each block is the attacker's with its share of the hash rate.</summary>
public sealed class DoubleSpendTests
{
    private static readonly CoinBench Bench = new();
    private static readonly Transaction Payment = Bench.Pay(0);
    private static readonly Transaction Conflict = Bench.Pay(0, fee: 20_000);
    private static readonly Block First = Bench.Mine(Bench.Chain.Tree.Genesis, [Conflict]);
    private static readonly Block Later = Bench.Mine(Bench.Chain.Tree.Genesis, []);

    [Theory]
    [InlineData(100, 1)]
    [InlineData(100, 2)]
    [InlineData(200, 3)]
    [InlineData(300, 6)]
    [InlineData(400, 2)]
    public void It_succeeds_as_often_as_Rosenfeld_says(int thousandths, int confirmations) => Compare(thousandths, confirmations, races: 20_000);

    [Theory(Explicit = true)]
    [InlineData(100, 2)]
    [InlineData(100, 4)]
    [InlineData(200, 6)]
    [InlineData(300, 6)]
    [InlineData(400, 10)]
    public void It_does_so_in_many_races(int thousandths, int confirmations) => Compare(thousandths, confirmations, races: 400_000);

    [Fact]
    public void A_payee_that_waits_for_nothing_is_cheated_when_it_has_heard_of_the_payment_and_not_before()
    {
        var attack = new DoubleSpend(Payment, Conflict, confirmations: 0);
        var genesis = Bench.Chain.Tree.Genesis;
        var secret = Child(genesis, 1);
        var view = new MiningView(secret, genesis, [secret]);

        Assert.Equal([Conflict], attack.Body(new MiningView(genesis, genesis, []))!);
        Assert.Equal(0, attack.OnFound(view, First));
        Assert.Equal([Payment], attack.Handouts.Select(static handout => handout.Transaction));
        Assert.Equal(0, attack.OnTime(view));
        Assert.Equal(1, attack.OnTime(view));
        Assert.Equal(AttackStage.Succeeded, attack.Stage);
    }

    [Fact]
    public void It_gives_up_when_it_is_far_behind_and_mines_like_others_then()
    {
        var attack = new DoubleSpend(Payment, Conflict, confirmations: 1, giveUp: 2);
        var genesis = Bench.Chain.Tree.Genesis;
        var secret = Child(genesis, 1);
        Assert.Equal(0, attack.OnFound(new MiningView(secret, genesis, [secret]), First));
        var open = genesis;
        for (var i = 0; i < 3; i++)
        {
            open = Child(open, 100 + i);
            Assert.Equal(0, attack.OnOthers(new MiningView(open, open, [secret])));
            Assert.True(attack.Keeps(secret));
            Assert.Equal(secret, attack.Parent(new MiningView(open, open, [secret])));
        }

        open = Child(open, 200);
        Assert.Equal(0, attack.OnOthers(new MiningView(open, open, [secret])));

        Assert.Equal(AttackStage.GivenUp, attack.Stage);
        Assert.False(attack.Keeps(secret));
        Assert.Equal(open, attack.Parent(new MiningView(open, open, [])));
        Assert.Null(attack.Body(new MiningView(open, open, [])));
        Assert.Empty(attack.Handouts);
    }

    private static void Compare(int thousandths, int confirmations, int races)
    {
        var random = new Prng(2014);
        var won = 0;
        for (var race = 0; race < races; race++)
            if (IsWon(random, thousandths, confirmations))
                won++;

        var expected = DoubleSpendOdds.Rosenfeld(thousandths / 1000.0, confirmations);
        var error = Math.Sqrt(expected * (1 - expected) / races);
        Assert.InRange((double)won / races, expected - (3 * error), expected + (3 * error));
    }

    private static bool IsWon(Prng random, int thousandths, int confirmations)
    {
        var attack = new DoubleSpend(Payment, Conflict, confirmations);
        var open = Bench.Chain.Tree.Genesis;
        var secret = Child(open, 1);
        var withheld = new List<HeaderEntry> { secret };
        var published = attack.OnFound(new MiningView(secret, open, withheld), First);
        for (var step = 2; published == 0 && attack.Stage == AttackStage.Waiting; step++)
        {
            if (random.Below(1000) < thousandths)
            {
                withheld.Add(secret = Child(secret, step));
                published = attack.OnFound(new MiningView(Better(open, secret), open, withheld), Later);
            }
            else
            {
                open = Child(open, step);
                published = attack.OnOthers(new MiningView(Better(open, secret), open, withheld));
            }
        }

        return published > 0;
    }

    private static HeaderEntry Better(HeaderEntry open, HeaderEntry secret) => secret.ChainWork > open.ChainWork ? secret : open;

    private static HeaderEntry Child(HeaderEntry parent, int number)
    {
        var header = parent.Header with { Previous = parent.Hash, Nonce = (uint)number };
        return new HeaderEntry(header, new Hash256((ulong)number, 0, 0, 0), parent);
    }
}
