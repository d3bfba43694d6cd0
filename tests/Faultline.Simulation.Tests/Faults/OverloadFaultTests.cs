using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class OverloadFaultTests
{
    private static readonly TimerKind Tick = new("tick");

    [Fact]
    public void Each_step_of_a_slow_processor_takes_longer_until_it_heals()
    {
        var rung = new List<TimeSpan>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(10)),
            Ring = (context, _) =>
            {
                rung.Add(world!.Now);
                context.SetTimer(Tick, Ms(10));
            },
        }, faults: new SlowCpuFault { Start = Ms(15), End = Ms(45), Nodes = [N1], Step = Ms(4) });

        world.RunUntil(Ms(70));

        Assert.Equal([Ms(10), Ms(24), Ms(38), Ms(48), Ms(58), Ms(68)], rung);
        Assert.Equal((2L, Ms(8).Ticks), (world.Effects[0][EffectUnit.StepsDelayed], world.Effects[0][EffectUnit.TicksSlowed]));
        Assert.Equal("2 steps delayed, 0.0 s of extra work", world.Effects[0].ToString());
    }

    [Fact]
    public void A_slow_processor_falls_behind_and_works_off_what_waited_when_it_heals()
    {
        var chatter = new Chatter(2, 100, faults: new SlowCpuFault { Start = Ms(20), End = Ms(60), Nodes = [N2], Step = Ms(5) });

        Assert.Equal(Enumerable.Range(0, 100).Select(static number => (long)number), chatter.HeardBy(N2, N1));
        Assert.All(chatter.Heard.Where(static entry => entry.To == N1 && entry.Number > 70), static entry => Assert.True(entry.Time < Ms(200)));

        // A message and a timer come each millisecond, and each of the steps takes five: some eight were done, and all others waited.
        var during = chatter.Heard.Count(static entry => entry.To == N2 && entry.Time > Ms(20) && entry.Time < Ms(60));
        Assert.InRange(during, 2, 8);
        Assert.InRange(chatter.Effect[EffectUnit.StepsDelayed], 7, 9);
    }

    [Fact]
    public void A_timer_that_was_set_anew_is_no_work_of_a_slow_processor()
    {
        World? world = null;
        var rung = 0;
        world = Of(1, _ => new ScriptedNode
        {
            Start = static context =>
            {
                context.SetTimer(Tick, Ms(5));
                context.SetTimer(Tick, Ms(20));
            },
            Ring = (_, _) => rung++,
        }, faults: new SlowCpuFault { Start = Ms(1), End = Ms(50), Nodes = [N1], Step = Ms(2) });

        world.RunUntil(Ms(60));

        Assert.Equal((1, 1L), (rung, world.Effects[0][EffectUnit.StepsDelayed]));
    }

    [Fact]
    public void A_flood_comes_from_a_crowd_at_its_rate_and_ends()
    {
        var flood = new Flooded(new FloodFault { Start = Ms(1_000), End = Ms(3_000), Node = N2, Rate = 1_000, Crowd = 20 });

        Assert.InRange(flood.Heard.Count, 1_900, 2_100);
        Assert.Equal(flood.Heard.Count, flood.World.Effects[0][EffectUnit.FloodRequests]);
        Assert.All(flood.Heard, static request => Assert.True(request.To == N2 && request.At > Ms(1_000) && request.At < Ms(3_002)));
        Assert.Equal(Enumerable.Range(3, 20).Select(NodeId.Client), flood.Heard.Select(static request => request.From).Distinct().OrderDescending());
        Assert.Equal(flood.Heard.Count, flood.Heard.Select(static request => request.Number).Distinct().Count());
    }

    [Fact]
    public void A_flood_of_named_clients_comes_from_their_machines_and_rests_while_they_are_down()
    {
        var flood = new Flooded(
            new FloodFault { Start = Ms(1_000), End = Ms(3_000), Node = N1, Rate = 1_000, Clients = [NodeId.Client(2)] },
            new CrashFault { Start = Ms(2_000), End = Ms(4_000), Nodes = [NodeId.Client(2)] });

        Assert.InRange(flood.Heard.Count, 900, 1_100);
        Assert.All(flood.Heard, static request => Assert.Equal((NodeId.Client(2), N1), (request.From, request.To)));
        Assert.Equal(flood.Heard.Count, flood.World.Effects[0][EffectUnit.FloodRequests]);
    }

    [Fact]
    public void A_flood_is_the_same_with_the_same_seed_only()
    {
        var fault = new FloodFault { Start = Ms(1_000), End = Ms(2_000), Node = N2, Rate = 100 };

        Assert.Equal(new Flooded(fault).World.Trace.Hash, new Flooded(fault).World.Trace.Hash);
        Assert.NotEqual(new Flooded(fault).Heard, new Flooded(2, fault).Heard);
    }

    [Theory]
    [InlineData(0, 10, "its rate is 0: give 1 to 1000000 requests a second")]
    [InlineData(10, 0, "its crowd is 0: give 1 to 1000")]
    [InlineData(10, 1_001, "its crowd is 1001: give 1 to 1000")]
    public void A_flood_that_cannot_be_is_named(int rate, int crowd, string expected) => Assert.Equal(
        expected, new FloodFault { Start = Ms(1), End = Ms(2), Node = N1, Rate = rate, Crowd = crowd }.Objection(Cluster(2)));

    [Fact]
    public void A_flood_needs_a_node_and_senders_that_there_are()
    {
        var flood = new FloodFault { Start = Ms(1), End = Ms(2), Node = NodeId.Client(1), Rate = 1 };

        Assert.Equal("c1 is no node: name the node that is flooded", flood.Objection(Cluster(2, 1)));
        Assert.StartsWith("there is no n3", (flood with { Node = N3 }).Objection(Cluster(2, 1)), StringComparison.Ordinal);
        Assert.StartsWith("there is no c2", (flood with { Node = N1, Clients = [NodeId.Client(2)] }).Objection(Cluster(2, 1)), StringComparison.Ordinal);
        Assert.Equal("its clients are none: name some, or leave them out for a crowd", (flood with { Node = N1, Clients = [] }).Objection(Cluster(2, 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61_000)]
    public void A_processor_can_be_slow_by_a_time_above_zero_and_up_to_a_minute(double step) => Assert.Contains(
        "is not slow: give a time above zero and at most 60s",
        new SlowCpuFault { Start = Ms(1), End = Ms(2), Nodes = [N1], Step = Ms(step) }.Objection(Cluster(1)), StringComparison.Ordinal);

    [Fact]
    public void All_has_slow_processors_and_no_floods()
    {
        Assert.Contains(FaultKinds.OfProfile("all"), static kind => kind.Name == "slow-cpu");
        Assert.DoesNotContain(FaultKinds.OfProfile("all"), static kind => kind.Name == "flood");
        Assert.Equal(["flood"], FaultKinds.OfProfile("overload").Select(static kind => kind.Name));
    }

    /// <summary>Two nodes and two clients that do nothing, and what floods send them.</summary>
    private sealed class Flooded
    {
        public Flooded(params Fault[] faults) : this(1, faults)
        {
        }

        public Flooded(ulong seed, params Fault[] faults)
        {
            World = new World(Options(2, id => new ScriptedNode
            {
                Hear = (context, from, number) => Heard.Add((World!.Now, from, context.Self, number)),
            }, seed, faults: faults) with
            {
                Cluster = Cluster(2, clients: 2),
                Flood = static number => new Say(number),
            });
            World.RunUntil(Ms(5_000));
        }

        public World World { get; }

        public List<(TimeSpan At, NodeId From, NodeId To, long Number)> Heard { get; } = [];
    }
}
