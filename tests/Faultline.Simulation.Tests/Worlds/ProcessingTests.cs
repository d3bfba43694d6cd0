using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Worlds;

public sealed class ProcessingTests
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly StorageFile Log = new("log");

    [Fact]
    public void A_busy_host_handles_one_message_after_another_and_each_when_its_work_ends()
    {
        var run = new ThreeMessages(Service(2));

        Assert.Equal([(Ms(3), 1L), (Ms(5), 2L), (Ms(7), 3L)], run.Heard);
    }

    [Fact]
    public void What_finds_the_inbox_full_is_dropped_and_counted()
    {
        var run = new ThreeMessages(Service(2), inbox: 1);

        Assert.Equal([(Ms(3), 1L), (Ms(5), 2L)], run.Heard);
        Assert.Equal((2L, 1L, 1L), (run.Counters.Delivered, run.Counters.Dropped, run.Counters[LossReason.InboxFull]));
    }

    [Fact]
    public void Where_work_takes_no_time_an_inbox_changes_nothing()
    {
        var (plain, bounded) = (new ThreeMessages(default), new ThreeMessages(default, inbox: 1));

        Assert.Equal([(Ms(1), 1L), (Ms(1), 2L), (Ms(1), 3L)], bounded.Heard);
        Assert.Equal(plain.World.Trace.Hash, bounded.World.Trace.Hash);
    }

    [Fact]
    public void Service_times_come_from_the_seed()
    {
        var range = LatencyDistribution.Uniform(new(Ms(1), Ms(5)));

        Assert.Equal(new ThreeMessages(range).World.Trace.Hash, new ThreeMessages(range).World.Trace.Hash);
        Assert.NotEqual(new ThreeMessages(range).Heard, new ThreeMessages(range, seed: 2).Heard);
    }

    [Fact]
    public void Timers_and_disk_completions_of_a_busy_host_wait_their_turn_and_are_never_dropped()
    {
        var steps = new List<string>();
        World? world = null;
        world = new World(Options(2, id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1)
                {
                    for (var i = 1; i <= 2; i++) context.Send(N2, new Say(i));
                    return;
                }

                context.SetTimer(Tick, Ms(2));
                context.Write(Log, 0, new byte[] { 1 });
                context.Sync(Log, 1);
            },
            Hear = (_, _, number) => steps.Add($"{number} at {world!.Now.TotalMilliseconds}"),
            Ring = (_, timer) => steps.Add($"{timer} at {world!.Now.TotalMilliseconds}"),
            Stored = (_, _) => steps.Add($"stored at {world!.Now.TotalMilliseconds}"),
        }) with
        {
            Service = Service(5),
            Inbox = 1,
            DiskLatency = new() { Sync = new(Ms(3), Ms(3)) },
        });

        world.RunUntil(Ms(100));

        Assert.Equal(["1 at 6", "2 at 11", "tick at 11", "stored at 11"], steps);
    }

    [Fact]
    public void A_crash_takes_what_the_process_worked_on_and_what_waited()
    {
        // Four come at 1 ms; the host dies while it works on the second and is back, and idle, when the fifth comes.
        var heard = new List<(TimeSpan, long)>();
        World? world = null;
        world = new World(Options(2, id => new ScriptedNode
        {
            Start = context =>
            {
                if (id != N1) return;
                for (var i = 1; i <= 4; i++) context.Send(N2, new Say(i));
                context.SetTimer(Tick, Ms(10));
            },
            Ring = static (context, _) => context.Send(N2, new Say(5)),
            Hear = (_, _, number) => heard.Add((world!.Now, number)),
        }, faults: new CrashFault { Start = Ms(4), End = Ms(4.5), Nodes = [N2] }) with
        { Service = Service(2) });

        world.RunUntil(Ms(100));

        Assert.Equal([(Ms(3), 1L), (Ms(13), 5L)], heard);
        Assert.Equal(3, world.Effects[0][EffectUnit.MessagesDropped]);
    }

    /// <summary>The disk is done at 1.2 ms, the host busy until 9 ms, the process dead at 5 ms and the power off at 10 ms.</summary>
    [Fact]
    public void A_sync_of_which_a_host_has_not_heard_when_it_crashes_is_done_all_the_same()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var found = -1;
            var world = new World(Options(2, id => new ScriptedNode
            {
                Start = context =>
                {
                    if (id == N1) context.Send(N2, new Say(1));
                    else context.Read(Log, 7);
                },
                Stored = (context, completion) =>
                {
                    if (completion.Request != StorageRequest.Read) return;
                    found = completion.Bytes.Length;
                    context.Write(Log, 0, new byte[] { 1, 2, 3 });
                    context.Sync(Log, 1);
                },
            }, seed, faults:
            [
                new CrashFault { Start = Ms(5), End = Ms(20), Nodes = [N2] },
                new PowerLossFault { Start = Ms(10), End = Ms(11), Nodes = [N2] },
            ]) with
            {
                Service = Service(8),
                DiskLatency = new() { Sync = new(Ms(1.1), Ms(1.1)), Read = new(Ms(0.1), Ms(0.1)) },
            });

            world.RunUntil(Ms(100));

            Assert.Equal(3, found);
        }
    }

    [Fact]
    public void A_pause_holds_the_work_under_way_and_what_waits_in_their_order()
    {
        var run = new ThreeMessages(Service(2), faults: new PauseFault { Start = Ms(2), End = Ms(50), Nodes = [N2] });

        Assert.Equal([(Ms(50), 1L), (Ms(52), 2L), (Ms(54), 3L)], run.Heard);
    }

    [Fact]
    public void A_request_that_finds_no_room_fails()
    {
        var watch = new Outcomes();
        var world = new World(Options(1, static _ => new ScriptedNode
        {
            Asked = static (context, request) => context.Complete(request.Id, KvResult.Done),
        }) with
        { Service = Service(1), Inbox = 1 });
        world.Observe(watch);
        world.RunUntil(Ms(1));
        for (var i = 1; i <= 3; i++) world.Request(N1, new ClientRequest(i, new KvGet("k")));

        world.RunUntil(Ms(10));

        Assert.Equal(
            [(3, OperationOutcome.Fail, "the inbox of n1 is full"), (1, OperationOutcome.Ok, null), (2, OperationOutcome.Ok, null)], watch.Ended);
    }

    private static LatencyDistribution Service(double milliseconds) => LatencyDistribution.Constant(Ms(milliseconds));

    /// <summary>n1 sends n2 three messages at once, a millisecond away.</summary>
    private sealed class ThreeMessages
    {
        public ThreeMessages(LatencyDistribution? service, int inbox = int.MaxValue, ulong seed = 1, params Fault[] faults)
        {
            World = new World(Options(2, id => new ScriptedNode
            {
                Start = context =>
                {
                    for (var i = 1; id == N1 && i <= 3; i++) context.Send(N2, new Say(i));
                },
                Hear = (_, _, number) => Heard.Add((World!.Now, number)),
            }, seed, faults: faults) with
            { Service = service, Inbox = inbox });
            World.RunUntil(Ms(100));
        }

        public World World { get; }

        public List<(TimeSpan, long)> Heard { get; } = [];

        public NetworkCounters Counters => World.NetworkCounters;
    }

    private sealed class Outcomes : WorldObserver
    {
        public List<(long, OperationOutcome, string?)> Ended { get; } = [];

        public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason) =>
            Ended.Add((request, outcome, reason));
    }
}
