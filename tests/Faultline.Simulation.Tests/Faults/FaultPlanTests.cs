using System.Text.Json;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class FaultPlanTests
{
    private const int Seeds = 100;

    private static readonly Cluster Five = Cluster(5, clients: 4);
    private static readonly FaultTolerance TwoOfFive = new() { DamagedDisks = 2 };

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
            for (var seed = 1UL; seed <= Seeds; seed++)
            {
                var plan = FaultPlan.Draw(FaultKinds.OfProfile(kind), seed, cluster, Ms(2_000), Ms(60_000), TwoOfFive);

                Assert.Null(plan.Objection(cluster));
                Assert.All(plan.Faults, static fault => Assert.InRange(fault.Start, Ms(2_000), Ms(60_000)));
                Assert.True(plan.HealedAt <= Ms(60_000));
                Assert.Equal(plan.Faults.OrderBy(static fault => fault.Start), plan.Faults);
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
            Assert.All(FaultPlan.Draw(FaultKinds.All, seed, Five, Ms(2_000), Ms(300_000)).Faults,
                static fault => Assert.Empty(fault.DamagedDisks));
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
        Assert.Equal(["crash", "disk-loss", "partition", "pause"], kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nodes_come_back_where_a_system_needs_them_all_and_no_disk_is_damaged_where_it_needs_every_disk()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            Assert.All(Draw(FaultKinds.All, seed).Faults, static fault => Assert.False(fault.Forever));
            var plan = FaultPlan.Draw(FaultKinds.All, seed, Five, Ms(2_000), Ms(60_000), new FaultTolerance { LostNodes = 2 });
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

        var full = new DiskFullFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };
        var memory = new MemoryPressureFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Headroom = 0 };
        var failing = new IoErrorFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };
        var slowDisk = new SlowDiskFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Times = 2 };
        var corruption = new DiskCorruptionFault { Start = Ms(1), End = Ms(2), Nodes = [N1] };

        foreach (var possible in new Fault[] { memory, full, failing, slowDisk, corruption, crash, loss, reordering, slow, cut, flapping, jump, drift })
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
    public void A_profile_is_kinds_and_groups()
    {
        Assert.Empty(FaultKinds.OfProfile("none"));
        Assert.Equal(FaultKinds.All, FaultKinds.OfProfile("all"));
        Assert.Equal(["disk-full", "io-error", "slow-disk", "disk-corruption", "disk-loss"],
            FaultKinds.OfProfile("disk").Select(static kind => kind.Name));
        Assert.Equal(["partition", "clock-jump", "clock-drift"],
            FaultKinds.OfProfile("clock, partition").Select(static kind => kind.Name));
        var error = Assert.Throws<ArgumentException>(static () => FaultKinds.OfProfile("partition,earthquake"));
        Assert.StartsWith("there are no faults \"earthquake\": there are all, none, network", error.Message, StringComparison.Ordinal);
    }

    private static FaultPlan Draw(string profile, ulong seed) => Draw(FaultKinds.OfProfile(profile), seed);

    private static FaultPlan Draw(IReadOnlyList<FaultKind> kinds, ulong seed) =>
        FaultPlan.Draw(kinds, seed, Five, Ms(2_000), Ms(300_000), TwoOfFive);

    private static string Json(FaultPlan plan) => JsonSerializer.Serialize(plan, FaultJson.Default.FaultPlan);
}
