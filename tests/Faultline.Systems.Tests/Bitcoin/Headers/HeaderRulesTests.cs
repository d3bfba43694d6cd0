using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

public sealed class HeaderRulesTests
{
    private const long Late = uint.MaxValue;

    [Fact]
    public void Mainnets_headers_have_their_hashes_and_are_proof_of_their_work()
    {
        foreach (var (height, bytes, hash) in Mainnet.Headers)
        {
            var header = BlockHeader.From(Convert.FromHexString(bytes));

            Assert.Equal(hash, header.Hash().ToString());
            Assert.Null(HeaderRules.CheckWork(header, header.Hash(), NetworkParameters.Mainnet));
            Assert.Same(
                HeaderRules.HighHash,
                HeaderRules.CheckWork(header with { Nonce = header.Nonce + 1 }, (header with { Nonce = header.Nonce + 1 }).Hash(), NetworkParameters.Mainnet));
            Assert.True(height >= 0);
        }
    }

    [Fact]
    public void Mainnet_begins_with_its_first_three_blocks()
    {
        var tree = new BlockTree(new HeaderPool(NetworkParameters.Mainnet));

        Assert.Equal(Mainnet.At(0), tree.Genesis.Header);
        Assert.Null(tree.Add(Mainnet.At(1), Late, out _));
        Assert.Null(tree.Add(Mainnet.At(2), Late, out var second));
        Assert.Same(second, tree.BestHeader);
        Assert.Equal((UInt256)(3 * 4295032833UL), second!.ChainWork);
    }

    [Fact]
    public void The_first_blocks_of_the_other_networks_are_known()
    {
        Assert.Equal("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", NetworkParameters.Regtest.Genesis.Hash().ToString());
    }

    [Fact]
    public void Work_adds_up_as_on_mainnet()
    {
        var easy = Target.Work(0x1d00ffff);

        Assert.Equal(UInt256.Parse("7e107e107e1"), easy * 2017);
        Assert.Equal(UInt256.Parse("7e01acd42dd2"), (easy * 32256) + Target.Work(0x1d00d86a));
    }

    [Fact]
    public void Median_times_are_mainnets()
    {
        for (var height = 0; height < Mainnet.FirstTimes.Length; height++)
            Assert.Equal(Mainnet.FirstMedians[height], Mainnet.ChainOf(Mainnet.FirstTimes.Take(height + 1)).MedianTimePast);
    }

    [Fact]
    public void The_median_does_not_care_for_the_order_of_the_times()
    {
        Assert.Equal(6u, Mainnet.ChainOf([11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6]).MedianTimePast);
        Assert.Equal(3u, Mainnet.ChainOf([5, 5, 1, 3, 2]).MedianTimePast);
    }

    [Fact]
    public void A_hash_above_the_stated_target_is_no_proof() => Refused("high-hash", static (tip, parameters) =>
        Mined.Unsolve(Mined.After(tip, parameters), parameters));

    [Theory]
    [InlineData(0x00000000)]
    [InlineData(0x01fedcba)]
    [InlineData(0xff123456)]
    [InlineData(0x2100ffff)]
    public void A_target_that_is_none_is_no_proof(uint bits) => Refused("high-hash", (tip, parameters) =>
        Mined.After(tip, parameters) with { Bits = bits });

    [Fact]
    public void Other_bits_than_the_rules_give_are_refused() => Refused("bad-diffbits", static (tip, parameters) =>
        Mined.Solve(Mined.After(tip, parameters) with { Bits = 0x207ffffe }, parameters));

    [Fact]
    public void A_time_at_the_median_is_too_old_and_one_second_later_is_not()
    {
        Refused("time-too-old", static (tip, parameters) => Mined.After(tip, parameters, tip.MedianTimePast));
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 20);

        Assert.Null(tree.Add(Mined.After(tip, tree.Parameters, tip.MedianTimePast + 1), Late, out _));
    }

    [Fact]
    public void A_parent_that_nobody_knows_is_missing_and_that_is_not_final()
    {
        var why = Refused("prev-blk-not-found", static (tip, parameters) =>
            Mined.Solve(Mined.After(tip, parameters) with { Previous = new Hash256(1, 2, 3, 4) }, parameters));

        Assert.Equal(RejectionKind.Missing, why.Kind);
    }

    [Fact]
    public void A_time_too_far_ahead_is_refused_now_and_taken_later()
    {
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 20);
        var time = tip.Header.Time + 100_000;
        var header = Mined.After(tip, tree.Parameters, time);

        var early = tree.Add(header, time - 7201L, out var entry);

        Assert.Same(HeaderRules.TimeTooNew, early);
        Assert.False(early!.IsFinal);
        Assert.Null(entry);
        Assert.Null(tree.Find(header.Hash()));
        Assert.Null(tree.Add(header, time - 7200L, out _));
    }

    [Fact]
    public void Versions_that_are_too_low_for_their_height_are_refused()
    {
        var parameters = NetworkParameters.Regtest with { LeastVersions = [(2, 2), (4, 3)] };
        var tree = Mined.Tree(parameters);

        Assert.Null(Add(tree.Genesis, -1));
        Assert.Same(HeaderRules.BadVersion, Add(tree.BestHeader, 1));
        Assert.Null(Add(tree.BestHeader, 2));
        Assert.Null(Add(tree.BestHeader, 2));
        Assert.Same(HeaderRules.BadVersion, Add(tree.BestHeader, 2));

        Rejection? Add(HeaderEntry parent, int version) =>
            tree.Add(Mined.Solve(Mined.After(parent, parameters) with { Version = version }, parameters), Late, out _);
    }

    [Fact]
    public void A_period_that_begins_long_before_the_last_ended_is_a_timewarp_only_where_that_is_forbidden()
    {
        var forbidding = NetworkParameters.Simulation(TimeSpan.FromSeconds(600), 4) with { TimewarpGraceSeconds = 600 };

        Assert.Same(HeaderRules.Timewarp, Add(forbidding, 601));
        Assert.Null(Add(forbidding, 600));
        Assert.Null(Add(forbidding with { TimewarpGraceSeconds = null }, 601));

        static Rejection? Add(NetworkParameters parameters, uint back)
        {
            var tree = Mined.Tree(parameters);
            var tip = Mined.Extend(tree, Mined.Extend(tree, tree.Genesis, 2), tree.Genesis.Header.Time + 5_000);
            return tree.Add(Mined.After(tip, parameters, tip.Header.Time - back), Late, out _);
        }
    }

    private static Rejection Refused(string reason, Func<HeaderEntry, NetworkParameters, BlockHeader> make)
    {
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 20);
        var header = make(tip, tree.Parameters);

        var why = tree.Add(header, Late, out var entry);

        Assert.Equal(reason, why?.Reason);
        Assert.Null(entry);
        Assert.Null(tree.Find(header.Hash()));
        Assert.Same(tip, tree.BestHeader);
        return why!;
    }
}
