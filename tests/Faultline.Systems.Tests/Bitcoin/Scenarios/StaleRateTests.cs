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
        var town = new Town(12, $"block-interval={interval} retarget=0 outbound=11", seed: 7, latency: TimeSpan.FromSeconds(latency)).Until(6);

        var mined = town.Count(NodeEventKind.Mined);
        var height = town.ChainOf(1).Tip.Height;
        var stale = 1 - ((double)height / mined);

        // High-bandwidth peers have a block after one hop, others after the header, the question and the answer: between one and three.
        double Rate(double hops) => hops * latency / interval is var x ? x / (1 + x) * 11 / 12 : 0;
        Assert.InRange(mined, 1_900, 2_500);
        Assert.InRange(stale, Rate(1) - 0.02, Rate(3) + 0.02);
    }
}
