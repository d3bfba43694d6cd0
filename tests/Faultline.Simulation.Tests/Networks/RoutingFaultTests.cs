using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

/// <summary>Faults from 10.5 to 40.5 ms; number k is sent at k ms, a link takes 1 ms, and routes follow after 5 ms.</summary>
public sealed class RoutingFaultTests
{
    private static readonly Vertex R1 = Vertex.Router(1);
    private static readonly Vertex R2 = Vertex.Router(2);
    private static readonly Vertex R3 = Vertex.Router(3);
    private static readonly NodeId N4 = NodeId.Node(4);

    private static readonly TimeSpan From = Ms(10.5);
    private static readonly TimeSpan Until = Ms(40.5);

    /// <summary>n1 at r1 and n2 at r2; from r1 to r2 it is a millisecond, and over r3 two.</summary>
    private static readonly LinkSettings[] Triangle = [Link(N1, R1), Link(R1, R2), Link(R2, N2), Link(R1, R3), Link(R3, R2)];

    [Fact]
    public void A_dead_router_loses_what_comes_to_it_until_the_routes_have_followed()
    {
        LinkSettings[] twoWays = [Link(N1, R1), Link(R1, R2), Link(R2, R3), Link(R3, N2), Link(R1, Vertex.Router(4), 2), Link(Vertex.Router(4), R3)];
        var told = Told(twoWays, new RouterDeathFault { Start = From, End = Until, Router = R2 });

        Assert.Equal(Numbers(9, 6), told.NotHeardBy(N2));
        Assert.Equal((Ms(4), Ms(5), Ms(4)), (told.Took(N2, 5), told.Took(N2, 30), told.Took(N2, 60)));
        Assert.Equal((6, Ms(30).Ticks), (told.Effect[EffectUnit.MessagesDropped], told.Effect[EffectUnit.TicksDown]));
        Assert.Equal(6, told.World.NetworkCounters[LossReason.TransitDown]);
    }

    [Fact]
    public void A_black_hole_swallows_in_silence_and_no_route_follows()
    {
        var told = Told(Triangle, new BlackHoleFault { Start = From, End = Until, At = R2 });

        Assert.Equal(Numbers(9, 30), told.NotHeardBy(N2));
        Assert.Equal(30, told.Effect[EffectUnit.MessagesDropped]);
        Assert.All(told.Losses(LossReason.BlackHole), static loss => Assert.Equal(R2, loss.At));
    }

    [Fact]
    public void A_black_hole_for_one_receiver_leaves_the_others_alone()
    {
        var told = new Teller("line", 4, [], new BlackHoleFault { Start = From, End = Until, At = N2, To = N4 });

        Assert.Equal(30, told.NotHeardBy(N4).Count);
        Assert.Empty(told.NotHeardBy(N2).Concat(told.NotHeardBy(N3)));
    }

    [Fact]
    public void In_a_loop_messages_go_to_and_fro_until_they_expire()
    {
        var told = Told(Triangle, new RoutingLoopFault { Start = From, End = Until, At = R2, Other = R3 });

        // Those in the loop when it heals get out of it, and arrive late.
        var late = Enumerable.Range(0, 100).Where(number => told.NotHeardBy(N2).Contains(number) is false && told.Took(N2, number) > Ms(3)).ToList();
        Assert.NotEmpty(late);
        Assert.Equal(30, late.Count + told.NotHeardBy(N2).Count);
        Assert.True(told.Effect[EffectUnit.MessagesMisrouted] > 400);
        Assert.Equal(told.NotHeardBy(N2).Count, told.World.NetworkCounters[LossReason.Expired]);
    }

    [Fact]
    public void A_loop_that_lasts_loses_every_message_after_64_hops()
    {
        var told = Told(Triangle, new RoutingLoopFault { Start = From, End = Ms(500), At = R2, Other = R3 });

        Assert.Equal(Numbers(9, 91), told.NotHeardBy(N2));
        Assert.Equal(91, told.Effect[EffectUnit.MessagesDropped]);
        Assert.Equal(91, told.World.NetworkCounters[LossReason.Expired]);
    }

    [Fact]
    public void Copies_in_a_loop_are_not_copied_again()
    {
        var told = Told(
            Triangle,
            new RoutingLoopFault { Start = From, End = Ms(500), At = R2, Other = R3 },
            new DuplicationFault { Start = Ms(0), End = Ms(500), Chance = Chance.Always });

        Assert.Equal(100, told.World.NetworkCounters.Duplicated);
    }

    [Fact]
    public void Stale_routes_lead_into_what_is_dead_for_as_long_as_they_last()
    {
        LinkSettings[] twoWays = [Link(N1, R1), Link(R1, R2), Link(R2, R3), Link(R3, N2), Link(R1, Vertex.Router(4), 2), Link(Vertex.Router(4), R3)];
        var death = new RouterDeathFault { Start = From, End = Ms(80), Router = R2 };
        var told = Told(twoWays, death, new StaleRoutesFault { Start = Ms(5), End = Until });

        // n1's router is a hop away, so the first to go round the dead one was sent at 40 ms.
        Assert.Equal(Numbers(9, 31), told.NotHeardBy(N2));
        Assert.Equal(Ms(5), told.Took(N2, 50));
        Assert.Equal(25, told.World.Effects[1][EffectUnit.MessagesMisrouted]);
    }

    [Fact]
    public void An_asymmetric_path_is_longer_one_way_and_not_the_other()
    {
        var told = Told(Triangle, new AsymmetricPathFault { Start = From, End = Until, At = R1, To = N2, Via = R3 });

        Assert.Empty(told.NotHeardBy(N2));
        Assert.Equal((Ms(3), Ms(4), Ms(3)), (told.Took(N2, 5), told.Took(N2, 30), told.Took(N2, 60)));
        Assert.Equal(30, told.Effect[EffectUnit.MessagesMisrouted]);
    }

    [Fact]
    public void Congested_links_delay_what_waits_and_drop_what_finds_the_queue_full()
    {
        // Eight bytes at 16 kbit/s take 4 ms, and one comes each millisecond; three find room.
        var told = new Teller("line", 2, [], new CongestedLinksFault
        {
            Start = From,
            End = Until,
            Bandwidth = new Bandwidth(16_000),
            Queue = new QueueLimit(3, CountsMessages: true),
        });

        Assert.Equal((Ms(5), Ms(9)), (told.Took(N2, 11), told.Took(N2, 12) + Ms(1)));
        Assert.Equal(20, told.NotHeardBy(N2).Count);
        Assert.Equal((20, 9), (told.Effect[EffectUnit.MessagesDropped], told.Effect[EffectUnit.MessagesDelayed]));
        Assert.Equal(20, told.World.NetworkCounters[LossReason.Congested]);
        Assert.Equal(Ms(1), told.Took(N2, 90));
    }

    [Fact]
    public void Damaged_messages_are_dropped_by_their_checksum()
    {
        var told = new Teller("mesh", 2, [], Corruption());

        Assert.InRange(told.NotHeardBy(N2).Count, 30, 70);
        Assert.Equal(told.NotHeardBy(N2).Count, told.Effect[EffectUnit.MessagesCorrupted]);
        Assert.Equal(told.NotHeardBy(N2).Count, told.World.NetworkCounters[LossReason.Corrupted]);
    }

    [Theory]
    [InlineData("mesh")]
    [InlineData("line")]
    public void Without_a_checksum_receivers_get_what_the_flipped_bits_say(string topology)
    {
        var told = new Teller(topology, 2, [], [Corruption()], checksum: false);

        // Every eight bytes are a number here, so all arrive and some are others.
        Assert.Equal(100, told.Heard.Count);
        Assert.Equal(told.Effect[EffectUnit.MessagesCorrupted], told.Heard.Count(static entry => entry.Number is < 0 or >= 100)
            + told.Heard.Count(static entry => entry.Number is >= 0 and < 100 && entry.Time != Ms(entry.Number + 1)));
        Assert.True(told.Effect[EffectUnit.MessagesCorrupted] > 30);
    }

    [Fact]
    public void A_partial_partition_cuts_the_pairs_that_it_names_and_no_others()
    {
        var told = new Teller("mesh", 4, [], new PartialPartitionFault
        {
            Start = From,
            End = Until,
            Cuts = [new Cut(N1, N2), new Cut(N1, N3, OneWay: true), new Cut(N4, N1, OneWay: true)],
        });

        Assert.Equal((30, 30, 0), (told.NotHeardBy(N2).Count, told.NotHeardBy(N3).Count, told.NotHeardBy(N4).Count));
        Assert.Equal((60, Ms(30).Ticks), (told.Effect[EffectUnit.MessagesDropped], told.Effect[EffectUnit.TicksCutOff]));
    }

    private static CorruptionFault Corruption() => new() { Start = Ms(0), End = Ms(500), Chance = Chance.Percent(50) };

    private static Teller Told(LinkSettings[] links, params Fault[] faults) => new("listed", 2, links, faults);

    private static LinkSettings Link(Vertex from, Vertex to, double milliseconds = 1) =>
        new() { From = from, To = to, Latency = LatencyDistribution.Constant(Ms(milliseconds)) };

    private static IEnumerable<long> Numbers(int first, int count) => Enumerable.Range(first, count).Select(static number => (long)number);
}
