using Faultline.Model.Nodes;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

public sealed class StaleRateTests
{
    /// <summary>Nakamoto consensus in the limit: of blocks that take D to reach the others and T to be found, x/(1+x) are stale, x = D/T.</summary>
    /// <remarks>Here D is what the nodes' own relay takes. With 12 equal miners one in 12 next blocks is the finder's own and never stale.</remarks>
    [Theory]
    [InlineData(10, 0.5)]
    [InlineData(10, 1.5)]
    public void Blocks_are_stale_as_often_as_their_way_is_long(int interval, double latency)
    {
        var town = new Town(12, $"block-interval={interval} retarget=0 outbound=11", seed: 7, latency: TimeSpan.FromSeconds(latency)).Until(3);

        var mined = town.Count(NodeEventKind.Mined);
        var height = town.ChainOf(1).Tip.Height;
        var stale = 1 - ((double)height / mined);

        // High-bandwidth peers have a block after one hop, others after the header, the question and the answer: between one and three.
        double Rate(double hops) => hops * latency / interval is var x ? x / (1 + x) * 11 / 12 : 0;
        Assert.InRange(mined, 950, 1_250);
        Assert.InRange(stale, Rate(1) - 0.03, Rate(3) + 0.03);
    }

    /// <summary>Gervais et al. (2016), in shape: over the links of the world, larger blocks are stale more often, and compact ones hardly are.</summary>
    [Fact]
    public void Larger_blocks_are_stale_more_often()
    {
        double Stale(int bytes, string compact)
        {
            var town = new Town(
                12, $"block-interval=60 retarget=0 filler={bytes} compact-blocks={compact}", seed: 11, topology: "regions").Until(5);
            return 1 - ((double)town.ChainOf(1).Tip.Height / town.Count(NodeEventKind.Mined));
        }

        var (small, medium, large) = (Stale(100_000, "off"), Stale(1_000_000, "off"), Stale(4_000_000, "off"));
        Assert.True(small < medium && medium < large, $"{small:0.000}, {medium:0.000}, {large:0.000}");
        Assert.InRange(small, 0, 0.06);
        Assert.InRange(large, 0.1, 0.6);
        Assert.True(Stale(4_000_000, "on") < medium);
    }
}
