using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Worlds;

public sealed class WorldTests
{
    private static readonly TimerKind Tick = new("tick");
    private static readonly StorageFile Log = new("log");
    private static readonly LatencyRange Spread = new(Ms(1), Ms(9));

    [Fact]
    public void The_same_seed_gives_the_same_hash_and_another_seed_another()
    {
        var (first, again, other) = (Gossip(1), Gossip(1), Gossip(2));

        Assert.Equal(first.Trace.Hash, again.Trace.Hash);
        Assert.Equal(first.Trace.Events, again.Trace.Events);
        Assert.NotEqual(first.Trace.Hash, other.Trace.Hash);
    }

    [Fact]
    public void A_run_in_many_steps_is_the_run_in_one()
    {
        var inOne = Gossip(1);
        var inMany = new World(GossipOptions(1));

        for (var time = TimeSpan.Zero; time <= inOne.Now; time += Ms(0.7)) inMany.RunUntil(time);
        inMany.RunUntil(inOne.Now);

        Assert.Equal(inOne.Trace.Hash, inMany.Trace.Hash);
    }

    [Fact]
    public void Messages_carried_as_bytes_give_the_same_hash()
    {
        var world = new World(GossipOptions(1) with { CarryBytes = true });
        world.RunUntil(TimeSpan.FromSeconds(1));

        Assert.Equal(Gossip(1).Trace.Hash, world.Trace.Hash);
    }

    [Fact]
    public void Everything_a_node_wants_done_counts_for_the_hash()
    {
        Action<NodeContext>[] variants =
        [
            static _ => { },
            static context => context.Send(N2, new Say(1)),
            static context => context.Send(N2, new Say(2)),
            static context => context.Send(N1, new Say(1)),
            static context => context.Write(Log, 0, new byte[] { 1 }),
            static context => context.Write(Log, 0, new byte[] { 2 }),
            static context => context.Sync(Log, 1),
            static context => context.SetTimer(Tick, Ms(1)),
            static context => context.SetTimer(Tick, Ms(2)),
            static context => context.Complete(1, KvResult.Done),
            static context => context.Abandon(1, OperationOutcome.Info, "?"),
            static context => context.Emit(new NodeEvent(NodeEventKind.Note, 1)),
            static context => context.Emit(new NodeEvent(NodeEventKind.Note, 2)),
        ];

        var hashes = variants.Select(static variant =>
        {
            var world = Of(2, id => new ScriptedNode { Start = id == N1 ? variant : null });
            world.RunUntil(Ms(100));
            return world.Trace.Hash;
        });

        Assert.Equal(variants.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Each_node_and_each_incarnation_has_random_numbers_of_its_own()
    {
        var drawn = new List<ulong>();
        var world = Of(2, _ => new ScriptedNode { Start = context => drawn.Add(context.Random.NextUInt64()) },
            faults: new CrashFault { Start = Ms(1), End = Ms(2), Nodes = [N1] });

        world.RunUntil(Ms(10));

        Assert.Equal(3, drawn.Distinct().Count());
    }

    [Fact]
    public void A_timer_that_is_set_again_rings_once_and_one_that_is_cancelled_never()
    {
        var rung = new List<(TimeSpan Time, long Id)>();
        World? world = null;
        world = Of(1, _ => new ScriptedNode
        {
            Start = static context =>
            {
                context.SetTimer(Tick, Ms(5));
                context.SetTimer(Tick, Ms(9));
                context.SetTimer(Tick, Ms(7), id: 1);
                context.SetTimer(Tick, Ms(8), id: 2);
                context.CancelTimer(Tick, id: 2);
            },
            Ring = (_, timer) => rung.Add((world!.Now, timer.Id)),
        });

        world.RunUntil(Ms(100));

        Assert.Equal([(Ms(7), 1L), (Ms(9), 0L)], rung);
    }

    [Fact]
    public void A_request_to_a_host_that_is_down_fails()
    {
        var ends = new Ends();
        var world = Of(1, static _ => new ScriptedNode { Asked = static (context, request) => context.Complete(request.Id, KvResult.Done) },
            faults: new CrashFault { Start = Ms(5), End = Ms(10), Nodes = [N1] });
        world.Observe(ends);

        foreach (var time in new[] { 1, 7, 12 })
        {
            world.RunUntil(Ms(time));
            world.Request(N1, new ClientRequest(time, new KvGet("k")));
        }

        world.RunUntil(Ms(20));

        Assert.Equal([(1, OperationOutcome.Ok, null), (7, OperationOutcome.Fail, "n1 is down"), (12, OperationOutcome.Ok, null)],
            ends.Completions);
    }

    [Fact]
    public void A_broken_invariant_ends_the_run_as_a_finding_that_names_node_event_and_message()
    {
        var world = Of(2, static id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1) context.Send(N2, new Say(7));
            },
            Hear = static (_, _, number) => Invariant.Holds(number == 8, $"number {number} is not 8"),
        });

        world.RunUntil(Ms(100));

        Assert.Equal(new Finding(Ms(1), N2, "message from n1 to n2: Say { Number = 7 }", "number 7 is not 8"), world.Finding);
        Assert.Equal(Ms(1), world.Now);
    }

    [Fact]
    public void An_exception_in_a_node_ends_the_run_as_a_finding()
    {
        var world = Of(1, static _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(3)),
            Ring = static (_, _) => throw new KeyNotFoundException("no such thing"),
        });

        world.RunUntil(Ms(100));

        var finding = Assert.IsType<Finding>(world.Finding);
        Assert.Equal((Ms(3), N1, "timer of n1: tick"), (finding.Time, finding.Node, finding.Event));
        Assert.StartsWith("KeyNotFoundException: no such thing", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_no_disk_can_do_is_a_finding_too()
    {
        var world = Of(1, static _ => new ScriptedNode
        {
            Start = static context => context.Write(Log, 5, new byte[] { 1 }),
        });

        world.RunUntil(Ms(100));

        Assert.Contains("would leave a hole", Assert.IsType<Finding>(world.Finding).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_stops_the_world_for_good()
    {
        var rung = 0;
        var world = Of(1, _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(1)),
            Ring = (_, _) =>
            {
                rung++;
                throw new InvalidOperationException();
            },
        });

        world.RunUntil(Ms(10));
        world.RunUntil(Ms(100));

        Assert.Equal((1, Ms(1)), (rung, world.Now));
    }

    [Fact]
    public void Events_without_end_in_no_time_are_a_livelock_and_a_finding()
    {
        var world = Of(1, static _ => new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, TimeSpan.Zero),
            Ring = static (context, _) => context.SetTimer(Tick, TimeSpan.Zero),
        });

        world.RunUntil(Ms(1));

        Assert.Contains("livelock", Assert.IsType<Finding>(world.Finding).Message, StringComparison.Ordinal);
        Assert.Equal("timer of n1: tick", world.Finding.Event);
    }

    [Fact]
    public void A_replay_that_is_the_same_does_not_part()
    {
        var recorded = Recorded();

        var replay = new World(GossipOptions(1), expected: recorded);
        replay.RunUntil(TimeSpan.FromSeconds(1));

        Assert.Equal((null, -1L), (replay.Divergence, replay.Trace.DivergedAt));
        Assert.Equal(recorded.Length, replay.Trace.Events);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(57)]
    [InlineData(400)]
    public void A_replay_parts_at_exactly_the_event_whose_fingerprint_differs(int number)
    {
        var recorded = Recorded();
        var times = new List<TimeSpan>();
        var plain = new World(GossipOptions(1));
        while (plain.Trace.Events < 500)
        {
            var before = plain.Trace.Events;
            plain.RunUntil(plain.Now + TimeSpan.FromTicks(100));
            for (var i = before; i < plain.Trace.Events; i++) times.Add(plain.Now);
        }

        recorded[number] ^= 1;
        var replay = new World(GossipOptions(1), expected: recorded);
        replay.RunUntil(TimeSpan.FromSeconds(1));

        Assert.Equal(number, replay.Trace.DivergedAt);
        Assert.NotNull(replay.Divergence);
        Assert.InRange(replay.DivergedAt, times[number] - TimeSpan.FromTicks(100), times[number]);
    }

    [Fact]
    public void A_replay_that_goes_on_longer_parts_at_its_first_new_event()
    {
        var recorded = Recorded();

        var replay = new World(GossipOptions(1), expected: recorded[..100]);
        replay.RunUntil(TimeSpan.FromSeconds(1));

        Assert.Equal(100, replay.Trace.DivergedAt);
    }

    private static ushort[] Recorded()
    {
        var world = new World(GossipOptions(1), keepFingerprints: true);
        world.RunUntil(TimeSpan.FromSeconds(1));
        return world.Trace.Fingerprints.ToArray();
    }

    private static World Gossip(ulong seed)
    {
        var world = new World(GossipOptions(seed));
        world.RunUntil(TimeSpan.FromSeconds(1));
        return world;
    }

    /// <summary>Three nodes that pass random numbers to random others and write them down.</summary>
    private static WorldOptions GossipOptions(ulong seed) => Options(3, static _ =>
    {
        var written = 0;
        return new ScriptedNode
        {
            Start = static context => context.SetTimer(Tick, Ms(1)),
            Ring = static (context, _) =>
            {
                context.Send(NodeId.Node(1 + context.Random.Below(3)), new Say(context.Random.Below(1_000)));
                context.SetTimer(Tick, context.Random.Between(Ms(1), Ms(20)));
            },
            Hear = (context, _, number) =>
            {
                context.Write(Log, written++, new[] { (byte)(number % 256) });
                context.Sync(Log, number);
            },
        };
    }, seed, Spread, new LossFault { Start = Ms(100), End = Ms(500), Chance = Chance.Percent(20) });

    private sealed class Ends : WorldObserver
    {
        public List<(long, OperationOutcome, string?)> Completions { get; } = [];

        public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason) =>
            Completions.Add((request, outcome, reason));
    }
}
