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

    [Theory]
    [InlineData(0, 1231006505, 0x1d00ffff, 2083236893u)]
    [InlineData(1, 1231469665, 0x1d00ffff)]
    [InlineData(2, 1231469744, 0x1d00ffff)]
    [InlineData(2016, 1233063531, 0x1d00ffff)]
    [InlineData(30240, 1261130161, 0x1d00ffff)]
    [InlineData(32255, 1262152739, 0x1d00ffff)]
    [InlineData(32256, 1262153464, 0x1d00d86a)]
    [InlineData(68543, 1279297671, 0x1c05a3f4)]
    [InlineData(68544, 1279297779, 0x1c0168fd)]
    [InlineData(100000, 1293623863, 0x1b04864c, 274148111u)]
    [InlineData(125552, 1305998791, 0x1a44b9f2, 2504433986)]
    public void The_parts_of_mainnets_headers_are_read(int height, uint time, uint bits, uint? nonce = null)
    {
        var header = Mainnet.At(height);

        Assert.Equal((time, bits, nonce ?? header.Nonce), (header.Time, header.Bits, header.Nonce));
    }

    /// <summary>Where a header and the one before it are known, and the first of its period, the bits follow from these two.</summary>
    [Fact]
    public void Mainnets_headers_have_the_bits_that_the_ones_before_them_demand()
    {
        Assert.Equal(Mainnet.At(32255).Hash(), Mainnet.At(32256).Previous);
        Assert.Equal(Mainnet.At(68543).Hash(), Mainnet.At(68544).Previous);
        Assert.Equal(
            Mainnet.At(32256).Bits,
            Retargeting.Retarget(Mainnet.At(30240).Time, Mainnet.At(32255).Time, Mainnet.At(32255).Bits, NetworkParameters.Mainnet));
        Assert.Equal(
            Mainnet.At(68544).Bits,
            Retargeting.Retarget(1279008237, Mainnet.At(68543).Time, Mainnet.At(68543).Bits, NetworkParameters.Mainnet));
    }

    /// <summary>Of block 878,976 the hash and the bits are known.</summary>
    [Fact]
    public void A_header_of_2025_is_proof_of_its_work()
    {
        var header = new BlockHeader(0, default, default, 1736712111, 0x17028c61, 0);

        Assert.Null(HeaderRules.CheckWork(
            header, Hash256.Parse("00000000000000000002819359a9af460f342404bec23e7478512a619584083b"), NetworkParameters.Mainnet));
        Assert.Same(HeaderRules.HighHash, HeaderRules.CheckWork(
            header, Hash256.Parse("000000000000000000028d9359a9af460f342404bec23e7478512a619584083b"), NetworkParameters.Mainnet));
    }

    [Fact]
    public void Work_adds_up_as_on_mainnet()
    {
        var work = Target.Work(0x1d00ffff) * 2017;
        Assert.Equal(UInt256.Parse("7e107e107e1"), work);

        work = Target.Work(0x1d00ffff) * 32256;
        Assert.Equal(UInt256.Parse("7e01acd42dd2"), work + Target.Work(0x1d00d86a));

        foreach (var bits in Mainnet.BitsFrom32256To68543) work += Target.Work(bits) * 2016;
        Assert.Equal(UInt256.Parse("671dd7c3f2bad"), work + Target.Work(0x1c0168fd));
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
