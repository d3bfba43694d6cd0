using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

/// <summary>Nodes that join after the start, and nodes that leave in order.</summary>
public sealed class AbsentFaultTests
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly StorageFile Log = new("log");

    [Fact]
    public void Who_is_absent_from_the_start_starts_for_the_first_time_when_it_joins()
    {
        var starts = new List<(NodeId Node, TimeSpan Time)>();
        World? world = null;
        world = Of(
            2, id => new ScriptedNode
            {
                Start = context =>
                {
                    starts.Add((id, world!.Now));
                    if (id == N1) context.Send(N2, new Say(1));
                },
            },
            faults: new AbsentFault { Start = TimeSpan.Zero, End = Ms(50), Nodes = [N2] });

        world.RunUntil(Ms(100));

        Assert.Equal([(N1, TimeSpan.Zero), (N2, Ms(50))], starts);
        var effect = world.Effects[0];
        Assert.Equal((1L, 0L, 0L, 1L), (effect[EffectUnit.Joins], effect[EffectUnit.Restarts], effect[EffectUnit.Leaves], effect[EffectUnit.MessagesDropped]));
        Assert.Equal(Ms(50).Ticks, effect[EffectUnit.TicksDown]);
    }

    [Fact]
    public void Who_never_joins_never_starts()
    {
        var starts = new List<NodeId>();
        var fault = new AbsentFault { Start = TimeSpan.Zero, End = Ms(50), Nodes = [N2], Forever = true };
        Of(2, id => new ScriptedNode { Start = _ => starts.Add(id) }, faults: fault).RunUntil(Ms(100));

        Assert.Equal([N1], starts);
        Assert.Equal([N2], fault.Lost);
    }

    [Fact]
    public void Another_fault_that_heals_earlier_does_not_bring_it_in()
    {
        var starts = new List<TimeSpan>();
        World? world = null;
        world = Of(
            1, _ => new ScriptedNode { Start = _ => starts.Add(world!.Now) },
            faults:
            [
                new AbsentFault { Start = TimeSpan.Zero, End = Ms(50), Nodes = [N1] },
                new CrashFault { Start = Ms(10), End = Ms(20), Nodes = [N1] },
            ]);

        world.RunUntil(Ms(100));

        Assert.Equal([Ms(50)], starts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_leaves_says_goodbye_and_loses_no_write_as_one_that_crashes_may(bool crashes)
    {
        var goodbyes = new List<TimeSpan>();
        var kept = new HashSet<int>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            World? world = null;
            world = Of(
                2, id => id == N1
                    ? new ScriptedNode { Hear = (_, _, _) => goodbyes.Add(world!.Now) }
                    : new ScriptedNode
                    {
                        Start = context => context.Read(Log, 0),
                        Stored = (context, done) =>
                        {
                            if (done.Request != StorageRequest.Read) return;
                            if (world!.Now < Ms(9)) context.SetTimer(Tick, Ms(9.9) - world.Now);
                            else kept.Add(done.Bytes.Length);
                        },
                        Ring = static (context, _) => context.Replace(Log, new byte[4], 0),
                        Leave = static context => context.Send(N1, new Say(7)),
                    },
                seed,
                faults: crashes
                    ? new CrashFault { Start = Ms(10), End = Ms(50), Nodes = [N2] }
                    : new AbsentFault { Start = Ms(10), End = Ms(50), Nodes = [N2] });
            world.RunUntil(Ms(100));
            Assert.Null(world.Finding);
        }

        Assert.Equal(crashes ? 0 : 20, goodbyes.Count);
        Assert.All(goodbyes, static time => Assert.Equal(Ms(11), time));
        Assert.Equal(crashes ? [0, 4] : [4], kept.Order());
    }

    [Fact]
    public void Who_stands_still_cannot_say_goodbye()
    {
        var heard = 0;
        var world = Of(
            2, id => new ScriptedNode { Hear = (_, _, _) => heard++, Leave = static context => context.Send(N1, new Say(7)) },
            faults:
            [
                new PauseFault { Start = Ms(5), End = Ms(30), Nodes = [N2] },
                new AbsentFault { Start = Ms(10), End = Ms(50), Nodes = [N2] },
            ]);

        world.RunUntil(Ms(100));

        Assert.Equal(0, heard);
        Assert.True(world.IsUp(N2));
    }

    [Fact]
    public void A_mistake_in_the_goodbye_is_a_finding()
    {
        var world = Of(
            1, static _ => new ScriptedNode { Leave = static _ => throw new InvalidOperationException("no") },
            faults: new AbsentFault { Start = Ms(10), End = Ms(50), Nodes = [N1] });

        world.RunUntil(Ms(100));

        Assert.Equal("goodbye of n1", world.Finding!.Event);
    }

    [Fact]
    public void Where_members_come_and_go_some_are_still_to_come_and_nobody_is_absent_twice_at_once()
    {
        var five = Cluster(5, clients: 4);
        var newcomers = new int[3];
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var plan = FaultPlan.Draw(
                FaultKinds.OfProfile("absent"), seed, five, Ms(2_000), Ms(300_000), new FaultTolerance { AbsentNodes = 2, LostNodes = 1 });

            Assert.Null(plan.Objection(five));
            Assert.True(plan.HealedAt <= Ms(300_000));
            newcomers[plan.Faults.Sum(static fault => fault.NotYetThere.Count)]++;
        }

        Assert.All(newcomers, static count => Assert.InRange(count, 15, 55));
    }
}
