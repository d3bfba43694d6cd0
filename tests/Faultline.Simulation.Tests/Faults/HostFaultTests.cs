using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Faults;

public sealed class HostFaultTests
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly StorageFile Log = new("log");

    [Fact]
    public void A_crashed_node_is_a_new_object_after_its_restart_and_hears_nothing_meanwhile()
    {
        var nodes = 0;
        var heard = new List<(long Number, int Node)>();
        var world = Of(2, id =>
        {
            var node = id == N1 ? 0 : ++nodes;
            var said = 0L;
            return new ScriptedNode
            {
                Start = context => context.SetTimer(Tick, Ms(1)),
                Ring = (context, _) =>
                {
                    if (id == N1) context.Send(N2, new Say(said++));
                    context.SetTimer(Tick, Ms(1));
                },
                Hear = (_, _, number) => heard.Add((number, node)),
            };
        }, faults: new CrashFault { Start = Ms(100.5), End = Ms(200.5), Nodes = [N2] });

        world.RunUntil(Ms(150));
        var upDuring = world.IsUp(N2);
        world.RunUntil(Ms(300));

        Assert.False(upDuring);
        Assert.True(world.IsUp(N2));
        Assert.Equal(Enumerable.Range(0, 99).Select(static number => ((long)number, 1)), heard.Take(99));
        Assert.Equal(Enumerable.Range(199, 100).Select(static number => ((long)number, 2)), heard.Skip(99));
        var effect = world.Effects[0];
        Assert.Equal((1L, 100L, Ms(100).Ticks),
            (effect[EffectUnit.Restarts], effect[EffectUnit.MessagesDropped], effect[EffectUnit.TicksDown]));
    }

    [Fact]
    public void Timers_and_disk_requests_of_a_crashed_node_do_not_reach_the_next_one()
    {
        var rung = new List<TimeSpan>();
        var stored = 0;
        World? world = null;
        world = Of(1, _ => new ScriptedNode
        {
            Start = context =>
            {
                context.SetTimer(Tick, Ms(50));
                context.Write(Log, 0, new byte[] { 1 });
                context.Sync(Log, 1);
            },
            Ring = (_, _) => rung.Add(world!.Now),
            Stored = (_, _) => stored++,
        }, faults: new CrashFault { Start = Ms(0.1), End = Ms(40), Nodes = [N1] });

        world.RunUntil(Ms(200));

        Assert.Equal([Ms(90)], rung);
        Assert.Equal(1, stored);
    }

    [Fact]
    public void A_host_that_two_faults_keep_down_starts_after_both()
    {
        var starts = new List<TimeSpan>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode { Start = _ => starts.Add(world!.Now) }, faults:
        [
            new CrashFault { Start = Ms(10), End = Ms(30), Nodes = [N1] },
            new PowerLossFault { Start = Ms(20), End = Ms(50), Nodes = [N1] },
        ]);

        world.RunUntil(Ms(100));

        Assert.Equal([Ms(0), Ms(50)], starts);
    }

    [Fact]
    public void A_crash_keeps_what_was_written_and_a_power_loss_may_not()
    {
        var kept = Enumerable.Range(1, 100).Select(static seed => new
        {
            AfterCrash = ReadBack(new CrashFault { Start = Ms(10), End = Ms(20), Nodes = [N1] }, (ulong)seed).Length,
            AfterPowerLoss = ReadBack(new PowerLossFault { Start = Ms(10), End = Ms(20), Nodes = [N1] }, (ulong)seed).Length,
        }).ToList();

        Assert.All(kept, static bytes => Assert.Equal(4, bytes.AfterCrash));
        Assert.Equal([0, 1, 2, 3, 4], kept.Select(static bytes => bytes.AfterPowerLoss).Distinct().Order());
    }

    [Fact]
    public void A_power_loss_at_a_write_waits_for_the_write_and_takes_the_node_down_then()
    {
        var downs = new Downs();
        var world = Of(1, _ => Writer(static _ => { }), faults: new PowerLossFault
        {
            Start = Ms(2),
            End = Ms(20),
            Nodes = [N1],
            AtWrite = true,
        });
        world.Observe(downs);

        world.RunUntil(Ms(15));
        Assert.Equal([Ms(5)], downs.Times);
        Assert.False(world.IsUp(N1));
        world.RunUntil(Ms(21));

        Assert.True(world.IsUp(N1));
        Assert.Equal(1, world.Effects[0][EffectUnit.Restarts]);
    }

    [Fact]
    public void A_power_loss_at_a_write_does_nothing_where_nothing_is_written()
    {
        var downs = new Downs();
        var world = Of(1, static _ => new ScriptedNode(), faults: new PowerLossFault
        {
            Start = Ms(2),
            End = Ms(20),
            Nodes = [N1],
            AtWrite = true,
        });
        world.Observe(downs);

        world.RunUntil(Ms(100));

        Assert.Empty(downs.Times);
        Assert.Equal((0L, "no effect"), (world.Effects[0].Count, world.Effects[0].ToString()));
    }

    [Fact]
    public void What_comes_to_a_paused_node_waits_and_is_handled_in_its_order()
    {
        var heard = new List<(TimeSpan Time, long Number)>();
        World? world = null;
        world = Of(2, id =>
        {
            var said = 0L;
            return new ScriptedNode
            {
                Start = context =>
                {
                    if (id == N1) context.SetTimer(Tick, Ms(1));
                },
                Ring = (context, _) =>
                {
                    context.Send(N2, new Say(said++));
                    context.SetTimer(Tick, Ms(1));
                },
                Hear = (_, _, number) => heard.Add((world!.Now, number)),
            };
        }, faults: new PauseFault { Start = Ms(100.5), End = Ms(200.5), Nodes = [N2] });

        world.RunUntil(Ms(300));

        Assert.Equal(Enumerable.Range(0, 299).Select(static number => (long)number), heard.Select(static entry => entry.Number));
        Assert.Equal(100, heard.Count(static entry => entry.Time == Ms(200.5)));
        Assert.DoesNotContain(heard, static entry => entry.Time > Ms(100.5) && entry.Time < Ms(200.5));
        Assert.Equal(100, world.Effects[0][EffectUnit.StepsDelayed]);
    }

    [Fact]
    public void A_crash_ends_a_pause()
    {
        var starts = new List<TimeSpan>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode { Start = _ => starts.Add(world!.Now) }, faults:
        [
            new PauseFault { Start = Ms(10), End = Ms(90), Nodes = [N1] },
            new CrashFault { Start = Ms(20), End = Ms(30), Nodes = [N1] },
        ]);

        world.RunUntil(Ms(100));

        Assert.Equal([Ms(0), Ms(30)], starts);
    }

    [Fact]
    public void A_clock_jump_shows_on_the_wall_clock_alone_and_ends_with_the_fault()
    {
        var offsets = Clocks(new ClockJumpFault { Start = Ms(100.5), End = Ms(200.5), Nodes = [N1], Jump = TimeSpan.FromSeconds(-5) },
            out var effect);

        Assert.All(offsets, static entry => Assert.Equal(entry.True, entry.Monotonic));
        Assert.All(offsets, static entry => Assert.Equal(
            entry.True > Ms(100.5) && entry.True < Ms(200.5) ? TimeSpan.FromSeconds(-5) : TimeSpan.Zero, entry.Wall - entry.True));
        Assert.Equal(100, effect[EffectUnit.StepsWithWrongClock]);
    }

    [Fact]
    public void A_drifting_clock_gains_as_long_as_the_fault_lasts_and_its_timers_ring_early()
    {
        var steps = Clocks(new ClockDriftFault { Start = Ms(100), End = Ms(300), Nodes = [N1], PerMillion = 1_000_000 },
            out var effect);

        Assert.Equal(steps[^1].Monotonic, steps[^1].Wall);
        Assert.InRange(steps[^1].Monotonic - steps[^1].True, Ms(199), Ms(201));
        Assert.InRange(steps.Count(static step => step.True > Ms(100) && step.True < Ms(300)), 395, 400);
        Assert.InRange(effect[EffectUnit.StepsWithWrongClock], 395, 401);
    }

    [Fact]
    public void A_clock_jump_that_lasts_forever_is_a_clock_that_stands_wrong_to_the_end()
    {
        var offsets = Clocks(
            new ClockJumpFault { Start = Ms(100.5), End = Ms(200.5), Nodes = [N1], Jump = TimeSpan.FromSeconds(5), Forever = true }, out _);

        Assert.All(offsets, static entry => Assert.Equal(
            entry.True > Ms(100.5) ? TimeSpan.FromSeconds(5) : TimeSpan.Zero, entry.Wall - entry.True));
    }

    [Theory]
    [InlineData(1_000_000, 50, 1_000, 75)]
    [InlineData(-500_000, 50, 1_000, 150)]
    [InlineData(-500_000, 50, 100, 125)]
    [InlineData(1_000_000, 20, 60, 60)]
    public void A_timer_that_is_set_rings_when_the_clock_shows_its_time_however_the_clock_runs_meanwhile(
        int perMillion, int start, int end, int rings)
    {
        var rung = new List<(TimeSpan Time, TimeSpan Shown)>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(100)),
            Ring = (context, _) => rung.Add((world!.Now, new TimeSpan(context.Clock.GetTimestamp()))),
        }, faults: new ClockDriftFault { Start = Ms(start), End = Ms(end), Nodes = [N1], PerMillion = perMillion });

        world.RunUntil(Ms(400));

        var (time, shown) = Assert.Single(rung);
        Assert.InRange(time, Ms(rings), Ms(rings) + TimeSpan.FromTicks(2));
        Assert.InRange(shown, Ms(100), Ms(100) + TimeSpan.FromTicks(4));
    }

    [Fact]
    public void A_node_that_holds_more_memory_than_it_may_is_ended_and_started_again_as_long_as_the_fault_lasts()
    {
        var starts = new List<TimeSpan>();
        var budgets = new List<long>();
        World? world = null;
        world = Of(1, _ => Eater(context =>
        {
            if (context.Clock.GetTimestamp() == world!.Now.Ticks && !starts.Contains(world.Now)) starts.Add(world.Now);
        }, budgets), faults: new MemoryPressureFault { Start = Ms(100.5), End = Ms(1_000), Nodes = [N1], Headroom = 50 });

        world.RunUntil(Ms(2_000));

        // 100 bytes are held at the start, so that it is ended with 151, again with 151 of its own, and is left alone from 1,000 ms on.
        Assert.Equal([Ms(0), Ms(651), Ms(1_302)], starts);
        Assert.Equal([long.MaxValue, 150], budgets.Distinct().Take(2));
        Assert.Equal(long.MaxValue, budgets[^1]);
        var effect = world.Effects[0];
        Assert.Equal((2L, 2L), (effect[EffectUnit.Kills], effect[EffectUnit.Restarts]));
        Assert.InRange(effect[EffectUnit.StepsShortOfMemory], 40, 60);
    }

    [Fact]
    public void A_node_that_keeps_within_its_memory_is_left_alone()
    {
        var starts = 0;
        var world = Of(1, _ => Eater(_ => starts++, [], sparing: true),
            faults: new MemoryPressureFault { Start = Ms(100.5), End = Ms(1_000), Nodes = [N1], Headroom = 50 });

        world.RunUntil(Ms(2_000));

        Assert.Equal(1, starts);
        Assert.Equal(0, world.Effects[0][EffectUnit.Kills]);
        Assert.True(world.Effects[0][EffectUnit.StepsShortOfMemory] > 0);
    }

    [Fact]
    public void Of_two_memory_limits_the_tighter_counts()
    {
        var budgets = new List<long>();
        var world = Of(1, _ => Eater(static _ => { }, budgets, sparing: true), faults:
        [
            new MemoryPressureFault { Start = Ms(100.5), End = Ms(300), Nodes = [N1], Headroom = 1_000 },
            new MemoryPressureFault { Start = Ms(110.5), End = Ms(200), Nodes = [N1], Headroom = 5 },
        ]);

        world.RunUntil(Ms(400));

        Assert.Equal([long.MaxValue, 1_100, 115], budgets.Distinct());
        Assert.Equal(1_100, budgets[250]);
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("absent")]
    [InlineData("power-loss")]
    [InlineData("pause")]
    [InlineData("partition")]
    public void A_node_that_is_gone_for_good_is_not_heard_of_again(string kind)
    {
        var (start, end) = (Ms(100.5), Ms(150));
        Fault fault = kind switch
        {
            "crash" => new CrashFault { Start = start, End = end, Nodes = [N2], Forever = true },
            "absent" => new AbsentFault { Start = start, End = end, Nodes = [N2], Forever = true },
            "power-loss" => new PowerLossFault { Start = start, End = end, Nodes = [N2], Forever = true },
            "pause" => new PauseFault { Start = start, End = end, Nodes = [N2], Forever = true },
            _ => new PartitionFault { Start = start, End = end, Side = [N2], Other = [N1, N3], Forever = true },
        };

        var chatter = new Chatter(3, 400, faults: fault);

        Assert.Equal([N2], fault.Lost);
        Assert.Equal(400, chatter.HeardBy(N1, N3).Length);
        Assert.InRange(chatter.HeardBy(N1, N2).Length, 98, 101);
        Assert.InRange(chatter.HeardBy(N2, N1).Length, 98, 101);
        Assert.True(chatter.Effect.Count > 100 || kind == "pause");
    }

    /// <summary>Holds one byte more each millisecond; a sparing one stops at its budget.</summary>
    private static ScriptedNode Eater(Action<NodeContext> start, List<long> budgets, bool sparing = false)
    {
        var held = 0L;
        return new ScriptedNode
        {
            Start = context =>
            {
                start(context);
                context.SetTimer(Tick, Ms(1));
            },
            Ring = (context, _) =>
            {
                budgets.Add(context.MemoryBudget);
                if (!sparing || held < context.MemoryBudget) held++;
                context.SetTimer(Tick, Ms(1));
            },
            Holds = () => held,
        };
    }

    /// <summary>What a node's clocks show at each of its ticks, one a millisecond by its own clock.</summary>
    private static List<(TimeSpan True, TimeSpan Monotonic, TimeSpan Wall)> Clocks(Fault fault, out FaultEffect effect)
    {
        var epoch = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var steps = new List<(TimeSpan, TimeSpan, TimeSpan)>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(1)),
            Ring = (context, _) =>
            {
                steps.Add((world!.Now, new TimeSpan(context.Clock.GetTimestamp()), context.Clock.GetUtcNow() - epoch));
                context.SetTimer(Tick, Ms(1));
            },
        }, faults: fault);
        world.RunUntil(Ms(400));
        effect = world.Effects[0];
        return steps;
    }

    /// <summary>What a node reads back after a fault that strikes between its write and any sync.</summary>
    private static byte[] ReadBack(Fault fault, ulong seed)
    {
        var found = Array.Empty<byte>();
        var world = Of(1, _ => Writer(bytes => found = bytes), seed, faults: fault);
        world.RunUntil(Ms(100));
        return found;
    }

    /// <summary>Reads its file when it starts, and writes four bytes after 5 ms without syncing them where there were none.</summary>
    private static ScriptedNode Writer(Action<byte[]> read) => new()
    {
        Start = static context =>
        {
            context.Read(Log, 0);
            context.SetTimer(Tick, Ms(5));
        },
        Ring = static (context, _) => context.Write(Log, 0, "text"u8.ToArray()),
        Stored = (_, completion) => read(completion.Bytes.ToArray()),
    };

    /// <summary>When hosts went down.</summary>
    private sealed class Downs : WorldObserver
    {
        public List<TimeSpan> Times { get; } = [];

        public override void OnDown(TimeSpan time, NodeId node) => Times.Add(time);
    }
}
