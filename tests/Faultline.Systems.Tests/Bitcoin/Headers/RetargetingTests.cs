using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

public sealed class RetargetingTests
{
    [Theory]
    [InlineData(1231006505, 1233061996, 0x1d00ffff, 0x1d00ffff)]
    [InlineData(1261130161, 1262152739, 0x1d00ffff, 0x1d00d86a)]
    [InlineData(1262153464, 1263249842, 0x1d00d86a, 0x1d00c428)]
    [InlineData(1263250117, 1264424481, 0x1d00c428, 0x1d00be71)]
    [InlineData(1272966376, 1274278387, 0x1c13ec53, 0x1c159c24)]
    [InlineData(1279008237, 1279297671, 0x1c05a3f4, 0x1c0168fd)]
    [InlineData(1299684355, 1301020485, 0x1b00dc31, 0x1b00f339)]
    [InlineData(1377353319, 1378268176, 0x19415257, 0x1931679c)]
    [InlineData(1455885256, 1457133524, 0x1806b99f, 0x1806f0a8)]
    [InlineData(1263163443, 1269211443, 0x1c387f6f, 0x1d00e1fd)]
    public void Mainnets_retargets_are_reproduced(uint first, uint last, uint before, uint after) =>
        Assert.Equal(after, Retargeting.Retarget(first, last, before, NetworkParameters.Mainnet));

    /// <summary>If the ratio were clamped after the division, or 2016 intervals measured, these would differ.</summary>
    [Fact]
    public void A_period_is_measured_from_its_first_block_to_its_last()
    {
        var parameters = NetworkParameters.Simulation(TimeSpan.FromSeconds(600), retargetInterval: 10, firstBits: 0x1f00ffff);
        // The second period: in the first there is no block before its first one that could be measured from by mistake.
        var tip = new HeaderEntry(parameters.Genesis);
        for (var height = 1; height <= 19; height++) tip = new HeaderEntry(Next(tip), tip);

        // Nine intervals of 600 s, where ten were wanted: the target falls to nine tenths.
        var expected = CompactBits.Encode(CompactBits.Decode(0x1f00ffff, out _, out _).MultiplyDivide(9, 10));
        Assert.Equal(expected, Retargeting.BitsAfter(tip, parameters));

        static Systems.BlockChain.BlockHeader Next(HeaderEntry tip) =>
            new(1, tip.Hash, default, tip.Header.Time + 600, tip.Header.Bits, 0);
    }

    [Fact]
    public void Time_that_runs_backwards_counts_as_the_shortest()
    {
        var parameters = NetworkParameters.Mainnet;

        Assert.Equal(
            Retargeting.Retarget(1_000_000, 1_000_000 + 302_400, 0x1c05a3f4, parameters),
            Retargeting.Retarget(2_000_000_000, 1_000_000, 0x1c05a3f4, parameters));
    }

    [Fact]
    public void Bits_stay_between_retargets_and_for_ever_without_any()
    {
        var tree = Mined.Tree();
        var tip = Mined.Extend(tree, tree.Genesis, 20);

        Assert.Equal(0x207fffffu, tip.Header.Bits);
        Assert.False(Retargeting.StartsPeriod(2016, NetworkParameters.Regtest));
        Assert.True(Retargeting.StartsPeriod(2016, NetworkParameters.Mainnet));
        Assert.False(Retargeting.StartsPeriod(2017, NetworkParameters.Mainnet));
    }

    /// <summary>2^255 times four does not fit into 256 bits; where the product wrapped, the target would become tiny.</summary>
    [Fact]
    public void The_easiest_target_stays_when_blocks_are_slow()
    {
        var parameters = NetworkParameters.Simulation(TimeSpan.FromSeconds(600));

        Assert.Equal(0x207fffffu, Retargeting.Retarget(0, 1209600 * 4, 0x207fffff, parameters));
    }
}
