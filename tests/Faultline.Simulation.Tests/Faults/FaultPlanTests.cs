using System.Text.Json;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class FaultPlanTests
{
    private const int Seeds = 100;

    private static readonly Cluster Five = Cluster(5, clients: 4);

    /// <summary>A network in which every kind of fault can happen.</summary>
    private static readonly NetworkGraph Sites = GraphOf(new Topology(TopologyShape.Datacenters, 5), Five)!;

    public static TheoryData<string> Kinds => [.. FaultKinds.All.Select(static kind => kind.Name)];

    [Fact]
    public void A_plan_drawn_twice_is_equal()
    {
        for (var seed = 1UL; seed <= Seeds; seed++) Assert.Equal(Json(Draw("all", seed)), Json(Draw("all", seed)));
        Assert.NotEqual(Json(Draw("all", 1)), Json(Draw("all", 2)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_the_same_after_it_was_written_and_read(string kind)
    {
        var drawn = 0;
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var plan = Draw(kind, seed);
            var text = Json(plan);

            var again = JsonSerializer.Deserialize(text, FaultJson.Default.FaultPlan)!;

            Assert.Equal(text, Json(again));
            Assert.All(again.Faults, fault => Assert.Equal(kind, fault.Kind));
            Assert.Equal(plan.Faults.Select(static fault => fault.Where),
                again.Faults.Select(static fault => fault.Where));
            drawn += plan.Faults.Count;
        }

        Assert.True(drawn > Seeds, $"only {drawn} faults in {Seeds} seeds");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_drawn_fault_is_possible_and_lies_within_its_time(string kind)
    {
        foreach (var cluster in new[] { Cluster(1), Cluster(1, 1), Cluster(2), Cluster(3, 8), Five })
            foreach (var shape in new[] { TopologyShape.Mesh, TopologyShape.Ring, TopologyShape.Star })
            {
                var graph = GraphOf(new Topology(shape), cluster);
                for (var seed = 1UL; seed <= (graph is null ? Seeds : 10); seed++)
                {
                    var plan = FaultPlan.Draw(FaultKinds.OfProfile(kind), seed, cluster, Ms(2_000), Ms(60_000), graph);

                    Assert.Null(plan.Objection(cluster, graph));
                    Assert.All(plan.Faults, static fault => Assert.InRange(fault.Start, Ms(2_000), Ms(60_000)));
                    Assert.True(plan.HealedAt <= Ms(60_000));
                    Assert.Equal(plan.Faults.OrderBy(static fault => fault.Start), plan.Faults);
                }
            }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Drawing_a_kind_does_not_change_the_faults_of_the_others(string kind)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var alone = Draw(kind, seed);
            var among = new FaultPlan([.. Draw("all", seed).Faults.Where(fault => fault.Kind == kind)]);

            Assert.Equal(Json(alone), Json(among));
        }
    }

    [Fact]
    public void A_run_too_short_for_faults_has_none()
    {
        Assert.Empty(FaultPlan.Draw(FaultKinds.All, 1, Five, Ms(2_000), Ms(2_000)).Faults);
        Assert.Empty(FaultPlan.Draw(FaultKinds.All, 1, Five, Ms(2_000), Ms(-8_000)).Faults);
        Assert.Equal(TimeSpan.Zero, FaultPlan.Empty.HealedAt);
    }

    [Fact]
    public void A_plan_is_written_in_words_that_people_edit()
    {
        var plan = new FaultPlan(
        [
            new LossFault { Start = Ms(1_500), End = Ms(2_000), Node = N3, Chance = new Chance(25_000) },
            new PartitionFault { Start = Ms(3_000), End = Ms(4_000), Side = [N1], Other = [N2, NodeId.Client(1)] },
        ]);

        Assert.Equal(
            """{"faults":[{"kind":"loss","start":"1.5s","end":"2s","node":"n3","chance":"2.5%"},"""
            + """{"kind":"partition","start":"3s","end":"4s","side":["n1"],"other":["n2","c1"],"oneWay":false}]}""",
            Json(plan));
    }

    [Theory]
    [InlineData("""{"kind":"crash","start":"1s","end":"2s","nodes":["x9"]}""", "is not a node or client")]
    [InlineData("""{"kind":"crash","start":"1","end":"2s","nodes":["n1"]}""", "is not a duration")]
    [InlineData("""{"kind":"crash","start":"1s","end":"2s"}""", "nodes")]
    [InlineData("""{"kind":"crash","start":"1s","end":"2s","nodes":["n1"],"colour":"red"}""", "colour")]
    [InlineData("""{"kind":"loss","start":"1s","end":"2s","chance":"150%"}""", "is not a chance")]
    [InlineData("""{"kind":"loss","start":"1s","end":"2s","chance":"-1%"}""", "is not a chance")]
    [InlineData("""{"kind":"loss","start":"1s","end":"2s","chance":0.5}""", "is not a chance")]
    [InlineData("""{"kind":"partial-partition","start":"1s","end":"2s","cuts":["n1-n2"]}""", "write a cut such as n1|n2")]
    [InlineData("""{"kind":"partition","start":"1s","end":"2s","shape":"thirds"}""", "write halves, isolate-one")]
    [InlineData("""{"kind":"congested-links","start":"1s","end":"2s","bandwidth":"fast","queue":"1KB"}""", "write a bandwidth such as")]
    [InlineData("""{"kind":"router-death","start":"1s","end":"2s","router":"x1"}""", "or a router such as r1")]
    [InlineData("""{"kind":"earthquake","start":"1s","end":"2s"}""", "earthquake")]
    public void What_is_no_fault_is_refused_with_its_reason(string fault, string reason)
    {
        var error = Assert.ThrowsAny<Exception>(
            () => JsonSerializer.Deserialize("{\"faults\":[" + fault + "]}", FaultJson.Default.FaultPlan));

        Assert.IsType<JsonException>(error);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_happen_in_a_cluster_is_named_with_its_place_in_the_plan()
    {
        var good = new CrashFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };

        Assert.Null(new FaultPlan([good]).Objection(Five));
        Assert.Equal(
            "fault 2 of the plan (crash) cannot happen: there is no n6 in this run of 5 nodes and 4 clients",
            new FaultPlan([good, good with { Nodes = [N1, NodeId.Node(6)] }]).Objection(Five));
    }

    [Fact]
    public void Every_field_that_makes_no_sense_is_objected_to()
    {
        var crash = new CrashFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };
        var loss = new LossFault { Start = Ms(1), End = Ms(2), Chance = Chance.Percent(10) };
        var reordering = new ReorderingFault { Start = Ms(1), End = Ms(2), Chance = Chance.Percent(10), Delay = Ms(1) };
        var slow = new SlowLinksFault { Start = Ms(1), End = Ms(2), Chance = Chance.Always, Delay = Ms(1) };
        var cut = new PartitionFault { Start = Ms(1), End = Ms(2), Side = [N1], Other = [N2] };
        var flapping = new FlappingFault { Start = Ms(1), End = Ms(2), Nodes = [N1, N2], Period = Ms(1) };
        var jump = new ClockJumpFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Jump = Ms(1) };
        var drift = new ClockDriftFault { Start = Ms(1), End = Ms(2), Nodes = [N1], PerMillion = 1 };

        var pairs = new PartialPartitionFault { Start = Ms(1), End = Ms(2), Cuts = [new Cut(N1, N2)] };
        var squeeze = new CongestedLinksFault { Start = Ms(1), End = Ms(2), Bandwidth = new Bandwidth(1_000), Queue = QueueLimit.Default };
        var death = new RouterDeathFault { Start = Ms(1), End = Ms(2), Router = Vertex.Router(1) };

        foreach (var possible in new Fault[] { crash, loss, reordering, slow, cut, flapping, jump, drift, pairs, squeeze, death })
            Assert.Null(possible.Objection(Five));
        Objects("it starts before the run", crash with { Start = Ms(-1) });
        Objects("it ends before it starts", crash with { End = Ms(1) });
        Objects("it names no node", crash with { Nodes = [] });
        Objects("there is no c5", crash with { Nodes = [NodeId.Client(5)] });
        Objects("there is no nobody", crash with { Nodes = [default] });
        Objects("a chance of 0%", loss with { Chance = Chance.Never });
        Objects("a chance of 150%", loss with { Chance = Chance.Percent(150) });
        Objects("there is no n6", loss with { Node = NodeId.Node(6) });
        Objects("its delay is not above zero", reordering with { Delay = TimeSpan.Zero });
        Objects("its delay is not above zero", slow with { Delay = Ms(-1) });
        Objects("a side of the partition is empty", cut with { Other = [] });
        Objects("n1 is on both sides", cut with { Other = [N2, N1] });
        Objects("there is no n6", cut with { Other = [NodeId.Node(6)] });
        Objects("it names no node", flapping with { Nodes = [] });
        Objects("its period is below 1ms", flapping with { Period = TimeSpan.Zero });
        Objects("a jump of more than a hundred years", jump with { Jump = TimeSpan.FromDays(36_501) });
        Objects("a drift of 0 millionths", drift with { PerMillion = 0 });
        Objects("it cuts nobody off", pairs with { Cuts = [] });
        Objects("nobody can be cut off from itself", pairs with { Cuts = [new Cut(N1, N1)] });
        Objects("there is no n6", pairs with { Cuts = [new Cut(N1, NodeId.Node(6))] });
        Objects("there is no n6", squeeze with { Node = NodeId.Node(6) });
        Objects("a peer needs a node", squeeze with { Peer = N1 });
        Objects("n1 is no router", death with { Router = N1 });
        Objects("a drift of -900001 millionths", drift with { PerMillion = -900_001 });

        static void Objects(string words, Fault fault) => Assert.Contains(words, fault.Objection(Five), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_happen_in_a_network_is_objected_to()
    {
        var death = new RouterDeathFault { Start = Ms(1), End = Ms(2), Router = Vertex.Router(5) };
        var hole = new BlackHoleFault { Start = Ms(1), End = Ms(2), At = Vertex.Router(1) };
        var loop = new RoutingLoopFault { Start = Ms(1), End = Ms(2), At = Vertex.Router(1), Other = Vertex.Router(2) };
        var stale = new StaleRoutesFault { Start = Ms(1), End = Ms(2) };
        var detour = new AsymmetricPathFault { Start = Ms(1), End = Ms(2), At = Vertex.Router(1), To = N2, Via = Vertex.Router(3) };
        var squeeze = new CongestedLinksFault
        {
            Start = Ms(1),
            End = Ms(2),
            Node = Vertex.Router(1),
            Bandwidth = new Bandwidth(1_000),
            Queue = QueueLimit.Default,
        };

        foreach (var possible in new Fault[] { death, hole, loop, stale, detour, squeeze })
        {
            Assert.Null(new FaultPlan([possible]).Objection(Five, Sites));
            Assert.Contains(possible is CongestedLinksFault ? "there is no r1" : "in a mesh nobody passes messages on",
                new FaultPlan([possible]).Objection(Five), StringComparison.Ordinal);
        }

        Objects("there is no r6", death with { Router = Vertex.Router(6) });
        Objects("there is no n7", hole with { To = NodeId.Node(7) });
        Objects("there is no link from n1 to r2", loop with { At = N1 });
        Objects("there is no link from r1 to n2", detour with { Via = N2 });
        Objects("there is no r6", squeeze with { Node = Vertex.Router(6) });

        static void Objects(string words, Fault fault) =>
            Assert.Contains(words, new FaultPlan([fault]).Objection(Five, Sites), StringComparison.Ordinal);
    }

    [Fact]
    public void A_partition_of_a_named_shape_becomes_one_that_says_who_is_cut_off()
    {
        var shapes = PartitionShape.Form.Replace(" or ", ", ", StringComparison.Ordinal).Split(", ");
        foreach (var name in shapes)
        {
            Assert.True(PartitionShape.TryParse(name, out var shape), name);
            var plan = new FaultPlan([new PartitionFault { Start = Ms(1), End = Ms(2), Shape = shape }]);

            var settled = plan.Settled(1, Five);

            Assert.Null(settled.Objection(Five));
            Assert.Equal(Json(settled), Json(plan.Settled(1, Five)));
            Assert.NotEqual(Json(settled), Json(plan.Settled(2, Five)));
            Assert.Equal(Json(settled), Json(settled.Settled(9, Five)));
            Assert.DoesNotContain("shape", Json(settled), StringComparison.Ordinal);
        }

        Assert.True(PartitionShape.TryParse("majority-ring", out var ring));
        var three = new FaultPlan([new PartitionFault { Start = Ms(1), End = Ms(2), Shape = ring }]).Settled(1, Cluster(3));
        Assert.Contains("cannot be cut off from each other in the shape majority-ring", three.Objection(Cluster(3)), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_ring_of_majorities_every_node_reaches_one_and_no_two_reach_the_same()
    {
        foreach (var count in new[] { 4, 5, 6, 7, 9 })
        {
            var draw = new FaultDraw(new Prng(1), Cluster(count), Ms(1), Ms(2));
            var cuts = PartialPartitionFault.MajorityRing(draw)!.Cuts;

            var reached = draw.Cluster.Nodes.Select(node => string.Join(' ', draw.Cluster.Nodes.Where(other =>
                !cuts.Any(cut => (cut.From == node && cut.To == other) || (cut.From == other && cut.To == node))))).ToList();

            Assert.All(reached, seen => Assert.InRange(seen.Split(' ').Length, (count / 2) + 1, count - 1));
            Assert.Equal(count, reached.Distinct().Count());
        }
    }

    [Fact]
    public void A_profile_is_kinds_and_groups()
    {
        Assert.Empty(FaultKinds.OfProfile("none"));
        Assert.Equal(FaultKinds.All, FaultKinds.OfProfile("all"));
        Assert.Equal(["partition", "clock-jump", "clock-drift"],
            FaultKinds.OfProfile("clock, partition").Select(static kind => kind.Name));
        var error = Assert.Throws<ArgumentException>(static () => FaultKinds.OfProfile("partition,earthquake"));
        Assert.StartsWith("there are no faults \"earthquake\": there are all, none, network", error.Message, StringComparison.Ordinal);
    }

    private static FaultPlan Draw(string profile, ulong seed) =>
        FaultPlan.Draw(FaultKinds.OfProfile(profile), seed, Five, Ms(2_000), Ms(300_000), Sites);

    private static NetworkGraph? GraphOf(Topology topology, Cluster cluster) =>
        NetworkGraph.Of(topology, cluster, [], 1, LatencyDistribution.Default);

    private static string Json(FaultPlan plan) => JsonSerializer.Serialize(plan, FaultJson.Default.FaultPlan);
}
