using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

public sealed class PartitionFaultTests
{
    private const int Numbers = 1_000;

    [Fact]
    public void A_partition_cuts_both_ways_until_it_heals()
    {
        var chatter = new Chatter(3, Numbers, faults: Partition([N1], [N2, N3]));

        Assert.Equal(Numbers, chatter.HeardBy(N3, N2).Length);
        foreach (var (from, to) in new[] { (N1, N2), (N2, N1), (N1, N3), (N3, N1) })
        {
            Assert.Equal(700, chatter.HeardBy(to, from).Length);
            Assert.Equal(Numbers - 1, chatter.HeardBy(to, from)[^1]);
        }

        Assert.Equal(4 * 300, chatter.Effect[EffectUnit.MessagesDropped]);
        Assert.Equal(Ms(300).Ticks, chatter.Effect[EffectUnit.TicksCutOff]);
    }

    [Fact]
    public void A_one_way_partition_lets_the_other_side_be_heard()
    {
        var chatter = new Chatter(2, Numbers, faults: Partition([N1], [N2]) with { OneWay = true });

        Assert.Equal(700, chatter.HeardBy(N2, N1).Length);
        Assert.Equal(Numbers, chatter.HeardBy(N1, N2).Length);
    }

    [Fact]
    public void A_node_on_neither_side_is_a_bridge_between_them()
    {
        var chatter = new Chatter(3, Numbers, faults: Partition([N1], [N3]));

        Assert.Equal(700, chatter.HeardBy(N1, N3).Length);
        Assert.Equal(700, chatter.HeardBy(N3, N1).Length);
        foreach (var (from, to) in new[] { (N1, N2), (N2, N1), (N3, N2), (N2, N3) })
            Assert.Equal(Numbers, chatter.HeardBy(to, from).Length);
    }

    [Fact]
    public void Flapping_cuts_off_one_node_after_another()
    {
        var chatter = new Chatter(3, Numbers, faults: new FlappingFault
        {
            Start = Ms(100.5),
            End = Ms(700.5),
            Nodes = [N2, N1, N3],
            Period = Ms(100),
        });

        // Numbers 100 to 199 and 400 to 499 are lost between n2 and the others, and so on; the rest arrives.
        Assert.Equal([100, 199, 200, 299, 400, 499, 500, 599], Edges(Lost(N2, N1)));
        Assert.Equal([100, 199, 300, 399, 400, 499, 600, 699], Edges(Lost(N2, N3)));
        Assert.Equal([200, 299, 300, 399, 500, 599, 600, 699], Edges(Lost(N1, N3)));
        Assert.Equal(6 * 400, chatter.Effect[EffectUnit.MessagesDropped]);

        long[] Lost(NodeId to, NodeId from) =>
            [.. Enumerable.Range(0, Numbers).Select(static number => (long)number).Except(chatter.HeardBy(to, from))];

        static IEnumerable<long> Edges(long[] numbers) => numbers.Where(static number => number % 100 is 0 or 99);
    }

    private static PartitionFault Partition(IReadOnlyList<NodeId> side, IReadOnlyList<NodeId> other) =>
        new() { Start = Ms(100.5), End = Ms(400.5), Side = side, Other = other };
}
