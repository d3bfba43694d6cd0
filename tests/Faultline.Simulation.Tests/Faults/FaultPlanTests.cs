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
    private static readonly FaultTolerance TwoOfFive = new() { DamagedDisks = 2 };

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
                for (var seed = 1UL; seed <= (ulong)(graph is null ? Seeds : 10); seed++)
                {
                    var plan = FaultPlan.Draw(FaultKinds.OfProfile(kind), seed, cluster, Ms(2_000), Ms(60_000), TwoOfFive, graph);

                    Assert.Null(plan.Objection(cluster, graph: graph));
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
            var among = new FaultPlan([.. Draw(FaultKinds.All, seed).Faults.Where(fault => fault.Kind == kind)]);

            Assert.Equal(Json(alone), Json(among));
        }
    }

    [Fact]
    public void What_was_durable_is_damaged_on_so_many_nodes_as_a_system_lives_through_and_the_same_for_all_kinds()
    {
        var struck = new HashSet<NodeId>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            Assert.All(FaultPlan.Draw(FaultKinds.OfProfile("all"), seed, Five, Ms(2_000), Ms(300_000)).Faults,
                static fault => Assert.Empty(fault.DamagedDisks));
            var asked = FaultPlan.Draw(FaultKinds.OfProfile("disk"), seed, Five, Ms(2_000), Ms(300_000));
            Assert.InRange(asked.Faults.SelectMany(static fault => fault.DamagedDisks).Distinct().Count(), 0, 1);
            var damaged = Draw(FaultKinds.All, seed).Faults.SelectMany(static fault => fault.DamagedDisks).ToHashSet();
            Assert.InRange(damaged.Count, 0, 2);
            struck.UnionWith(damaged);
        }

        Assert.Equal(Five.Nodes.ToHashSet(), struck);
    }

    [Fact]
    public void In_one_seed_of_four_some_nodes_never_come_back_and_never_too_many()
    {
        var tolerance = new FaultTolerance { LostNodes = 2, DamagedDisks = 2 };
        var kinds = new HashSet<string>();
        var counts = new int[3];
        for (var seed = 1UL; seed <= 4 * Seeds; seed++)
        {
            var plan = FaultPlan.Draw(FaultKinds.All, seed, Five, Ms(2_000), Ms(60_000), tolerance);
            var lost = plan.Lost.ToHashSet();
            counts[lost.Count]++;
            kinds.UnionWith(plan.Faults.Where(static fault => fault.Forever).Select(static fault => fault.Kind));

            // Nodes that lost their memory and nodes that are gone are the same few.
            Assert.InRange(lost.Union(plan.Faults.SelectMany(static fault => fault.DamagedDisks)).Count(), lost.Count, 2);
            Assert.All(lost, static id => Assert.False(id.IsClient));
            Assert.Null(plan.Objection(Five));
            Assert.True(plan.HealedAt <= Ms(60_000));
        }

        Assert.InRange(counts[1] + counts[2], 70, 130);
        Assert.InRange(counts[1], 30, 70);
        Assert.Equal(["absent", "crash", "disk-loss", "partition", "pause"], kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Who_passes_messages_on_comes_back_and_leaves_may_be_gone()
    {
        var tolerance = new FaultTolerance { LostNodes = 2, DamagedDisks = 2 };
        Assert.Empty(Gone(TopologyShape.Ring));

        // In a line of five with four clients, only the last passes on nothing for anybody.
        Assert.Equal([NodeId.Node(5)], Gone(TopologyShape.Line).Distinct());
        Assert.NotEmpty(Gone(TopologyShape.Star));

        IEnumerable<NodeId> Gone(TopologyShape shape) => Enumerable.Range(1, Seeds).SelectMany(seed => FaultPlan.Draw(
            FaultKinds.All, (ulong)seed, Five, Ms(2_000), Ms(60_000), tolerance, GraphOf(new Topology(shape), Five)).Lost);
    }

    [Fact]
    public void Nodes_come_back_where_a_system_needs_them_all_and_no_disk_is_damaged_where_it_needs_every_disk()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            Assert.All(Draw(FaultKinds.All, seed).Faults, static fault => Assert.False(fault.Forever));
            var plan = FaultPlan.Draw(FaultKinds.OfProfile("all"), seed, Five, Ms(2_000), Ms(60_000), new FaultTolerance { LostNodes = 2 });
            Assert.All(plan.Faults, static fault => Assert.Empty(fault.DamagedDisks));
        }
    }

    [Fact]
    public void The_power_of_one_node_fails_or_that_of_a_rack_or_that_of_all()
    {
        var nine = Cluster(9);
        var struck = new HashSet<string>();
        for (var seed = 1UL; seed <= Seeds; seed++)
            foreach (var fault in FaultPlan.Draw(FaultKinds.OfProfile("power-loss"), seed, nine, Ms(2_000), Ms(60_000)).Faults)
                struck.Add(string.Join(' ', ((PowerLossFault)fault).Nodes));

        Assert.Equal(
            nine.Nodes.Select(static node => node.ToString())
                .Concat(["n1 n2 n3", "n4 n5 n6", "n7 n8 n9", string.Join(' ', nine.Nodes)]).ToHashSet(),
            struck);
    }

    [Fact]
    public void What_lasts_forever_is_not_waited_for()
    {
        var crash = new CrashFault { Start = Ms(1_000), End = Ms(2_000), Nodes = [N1] };

        Assert.Equal(Ms(2_000), new FaultPlan([crash, crash with { Start = Ms(500), End = Ms(9_000), Forever = true }]).HealedAt);
        Assert.Equal(Ms(3_000), new FaultPlan([crash, crash with { Start = Ms(3_000), End = Ms(9_000), Forever = true }]).HealedAt);
        Assert.Contains("\"forever\":true", Json(new FaultPlan([crash with { Forever = true }])), StringComparison.Ordinal);
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
    [InlineData("""{"kind":"disk-corruption","start":"1s","end":"2s","nodes":["n1"],"damage":"rust"}""", "write bit-flips, garbage or misdirected")]
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
        var full = new DiskFullFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };
        var memory = new MemoryPressureFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Headroom = 0 };
        var failing = new IoErrorFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };
        var slowDisk = new SlowDiskFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Times = 2 };
        var corruption = new DiskCorruptionFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };

        foreach (var possible in new Fault[] { memory, full, failing, slowDisk, corruption, crash, loss, reordering, slow, cut, flapping, jump, drift, pairs, squeeze, death })
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
        Objects("its headroom is below zero", memory with { Headroom = -1 });
        Objects("its time to restart is not above zero", memory with { RestartAfter = TimeSpan.Zero });
        Objects("less than nothing is free", full with { Free = -1 });
        Objects("a chance of 0%", failing with { Chance = Chance.Never });
        Objects("it makes nothing slower", slowDisk with { Times = 1 });
        Objects("0 times as long", slowDisk with { Times = 0 });
        Objects("its extra time is below zero", slowDisk with { Extra = Ms(-1) });
        Objects("it damages no sector", corruption with { Sectors = 0 });
        Objects("there is no n6", corruption with { Nodes = [NodeId.Node(6)] });

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
            Assert.Null(new FaultPlan([possible]).Objection(Five, graph: Sites));
            Assert.Contains(possible is CongestedLinksFault ? "there is no r1" : "in a mesh nobody passes messages on",
                new FaultPlan([possible]).Objection(Five), StringComparison.Ordinal);
        }

        Objects("there is no r6", death with { Router = Vertex.Router(6) });
        Objects("there is no n7", hole with { To = NodeId.Node(7) });
        Objects("there is no link from n1 to r2", loop with { At = N1 });
        Objects("there is no link from r1 to n2", detour with { Via = N2 });
        Objects("there is no r6", squeeze with { Node = Vertex.Router(6) });

        static void Objects(string words, Fault fault) =>
            Assert.Contains(words, new FaultPlan([fault]).Objection(Five, graph: Sites), StringComparison.Ordinal);
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
        Assert.Equal(FaultKinds.OfProfile("all").Append(FaultKinds.All.Single(static kind => kind.Name == "flood")).ToHashSet(), FaultKinds.OfProfile("all,flood").ToHashSet());
        Assert.Equal(FaultKinds.All.Where(static kind => kind.Group is not ("byzantine" or "overload") && kind.InAll(new FaultTolerance())), FaultKinds.OfProfile("all"));
        Assert.Equal(FaultKinds.OfProfile("all").Count + 8, FaultKinds.OfProfile("all,byzantine").Count);
        Assert.Equal(["loss"], FaultKinds.OfProfile("loss").Select(static kind => kind.Name));
        Assert.Equal(["disk-full", "io-error", "slow-disk", "disk-corruption", "disk-loss"],
            FaultKinds.OfProfile("disk").Select(static kind => kind.Name));
        Assert.Equal(["partition", "clock-jump", "clock-drift"],
            FaultKinds.OfProfile("clock, partition").Select(static kind => kind.Name));
        var error = Assert.Throws<ArgumentException>(static () => FaultKinds.OfProfile("partition,earthquake"));
        Assert.StartsWith("there are no faults \"earthquake\": there are all, none, network", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("los", "loss")]
    [InlineData("partitions", "partition")]
    [InlineData("clockjump", "clock-jump")]
    [InlineData("netwrok", "network")]
    [InlineData("byzantin", "byzantine")]
    public void A_name_that_is_nearly_right_is_guessed(string written, string meant)
    {
        var error = Assert.Throws<ArgumentException>(() => FaultKinds.OfProfile(written));

        Assert.StartsWith($"there are no faults \"{written}\": did you mean {meant}? there are all,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_faults_of_one_kind_do_not_strike_one_target_at_the_same_time()
    {
        var crash = new CrashFault { Start = Ms(10), End = Ms(20), Nodes = [N1, N2] };
        var later = crash with { Start = Ms(15), End = Ms(30), Nodes = [N2, N3] };
        var loss = new LossFault { Start = Ms(10), End = Ms(20), Node = N1, Chance = Chance.Percent(10) };
        var cut = new PartitionFault { Start = Ms(10), End = Ms(20), Side = [N1], Other = [N2] };

        Assert.Equal(
            "fault 2 of the plan (crash) cannot happen: fault 1 of the plan (crash) strikes n2 until 20ms",
            new FaultPlan([crash, later]).Objection(Five));
        Assert.Contains("fault 1 of the plan (crash) cannot happen: fault 2 of the plan (crash) strikes n2 until 20ms", new FaultPlan([later, crash]).Objection(Five), StringComparison.Ordinal);
        Assert.Contains("strikes links of n1 until 20ms", new FaultPlan([loss, loss with { Chance = Chance.Always }]).Objection(Five), StringComparison.Ordinal);
        Assert.Contains("strikes n1 | n2 until 20ms", new FaultPlan([cut, cut]).Objection(Five), StringComparison.Ordinal);

        Assert.Null(new FaultPlan([crash, later with { Start = Ms(20) }]).Objection(Five));
        Assert.Null(new FaultPlan([crash, later with { Nodes = [N3] }]).Objection(Five));
        Assert.Null(new FaultPlan([crash, new PauseFault { Start = Ms(10), End = Ms(20), Nodes = [N1] }]).Objection(Five));
        Assert.Null(new FaultPlan([loss, loss with { Node = null }, cut, cut with { Other = [N3] }]).Objection(Five));
    }

    [Fact]
    public void A_fault_does_not_last_longer_than_the_run()
    {
        var plan = new FaultPlan([new CrashFault { Start = Ms(10), End = Ms(2_000), Nodes = [N1] }]);

        Assert.Null(plan.Objection(Five, Ms(2_000)));
        Assert.Equal("fault 1 of the plan (crash) cannot happen: it ends at 2s, after the run's end at 1.999s", plan.Objection(Five, Ms(1_999)));
    }

    [Fact]
    public void A_fault_that_was_written_down_is_named_by_its_place()
    {
        var crash = new CrashFault { Start = Ms(10), End = Ms(20), Nodes = [N1] };
        var plan = new FaultPlan([crash, crash]) { Places = [new FaultPlace("plan.yaml", 9, 5, 2), new FaultPlace("plan.yaml", 3, 5, 1)] };

        Assert.Equal(
            "plan.yaml, line 3, column 5: fault 1 of the plan (crash) cannot happen: fault 2 of the plan (crash) in line 9 strikes n1 until 20ms",
            plan.Objection(Five));
    }

    [Fact]
    public void Only_as_many_nodes_lie_in_a_run_as_it_is_drawn_for()
    {
        foreach (var (allowed, liars) in new[] { (0, 1), (1, 1), (2, 2), (9, 5) })
        {
            var most = 0;
            for (var seed = 1UL; seed <= Seeds; seed++)
            {
                var plan = FaultPlan.Draw(FaultKinds.OfProfile("byzantine"), seed, Five, Ms(2_000), Ms(300_000), new FaultTolerance { LyingNodes = allowed });
                most = Math.Max(most, plan.Faults.SelectMany(static fault => fault.Liars).Distinct().Count());
            }

            Assert.Equal(liars, most);
        }
    }

    [Fact]
    public void A_swarm_turns_each_kind_on_in_half_of_the_seeds_and_never_none()
    {
        var kinds = FaultKinds.OfProfile("all");
        var counts = kinds.ToDictionary(static kind => kind, static _ => 0);
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var on = Swarm.Of(kinds, seed);
            Assert.NotEmpty(on);
            Assert.Equal(kinds.Where(on.Contains), on);
            Assert.Equal(on, Swarm.Of(kinds, seed));
            foreach (var kind in on) counts[kind]++;

            // A kind fewer to choose among leaves the others as they were.
            if (on.Count > 1 && on[0] != kinds[0]) Assert.Equal(on, Swarm.Of([.. kinds.Skip(1)], seed));
            Assert.Equal([kinds[0]], Swarm.Of([kinds[0]], seed));
        }

        Assert.All(counts.Values, static count => Assert.InRange(count, 160, 240));
        Assert.Empty(Swarm.Of([], 1));
    }

    [Fact]
    public void A_profile_changes_the_rates_of_its_kinds()
    {
        var often = new FaultProfile { Kinds = new Dictionary<string, FaultRate?> { ["crash"] = new() { Pause = Ms(100), Longest = Ms(300) }, ["loss"] = null } };

        Assert.Equal(["loss", "crash"], often.Rated().Select(static kind => kind.Name));
        var plan = FaultPlan.Draw(often.Rated(), 1, Five, Ms(0), Ms(60_000));
        var crashes = plan.Faults.Where(static fault => fault.Kind == "crash").ToList();
        Assert.True(crashes.Count > 100);
        Assert.All(crashes, static fault => Assert.InRange(fault.End - fault.Start, Ms(0), Ms(300)));
        Assert.Equal(Draw("loss", 1).Faults, FaultPlan.Draw(often.Rated(), 1, Five, Ms(2_000), Ms(300_000)).Faults.Where(static fault => fault.Kind == "loss"));
        Assert.Null(plan.Objection(Five));
    }

    [Theory]
    [InlineData("crash", 0, 1_000, 2_000, "pause of crash cannot be 0s")]
    [InlineData("crash", 1_000, -1, 2_000, "shortest of crash cannot be -1ms")]
    [InlineData("crash", 1_000, 2_000, 1_000, "longest of crash is 1s, which is below shortest, 2s")]
    [InlineData("crsh", 1_000, 2_000, 1_000, "there are no faults \"crsh\": did you mean crash?")]
    public void A_profile_that_makes_no_sense_is_objected_to(string kind, int pause, int shortest, int longest, string words)
    {
        var rate = new FaultRate { Pause = Ms(pause), Shortest = Ms(shortest), Longest = Ms(longest) };
        var profile = new FaultProfile { Kinds = new Dictionary<string, FaultRate?> { [kind] = rate } };

        Assert.Contains(words, profile.Objection(), StringComparison.Ordinal);
    }

    private static FaultPlan Draw(string profile, ulong seed) =>
        Draw(FaultKinds.OfProfile(profile), seed);

    private static FaultPlan Draw(IReadOnlyList<FaultKind> kinds, ulong seed) =>
        FaultPlan.Draw(kinds, seed, Five, Ms(2_000), Ms(300_000), TwoOfFive, Sites);

    private static NetworkGraph? GraphOf(Topology topology, Cluster cluster) =>
        NetworkGraph.Of(topology, cluster, [], 1, LatencyDistribution.Default);

    private static string Json(FaultPlan plan) => JsonSerializer.Serialize(plan, FaultJson.Default.FaultPlan);
}
