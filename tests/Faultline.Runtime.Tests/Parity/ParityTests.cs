using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>What a node may rely on, wherever it runs: the same tests against the simulator and against real sockets, disks and clocks.</summary>
public abstract class ParityTests : IAsyncLifetime
{
    private static readonly NodeId Node1 = NodeId.Node(1);
    private static readonly NodeId Node2 = NodeId.Node(2);
    private static readonly NodeId Node3 = NodeId.Node(3);
    private static readonly StorageFile File = new("probe");

    private IParityHost _host = null!;

    private protected abstract IParityHost CreateHost();

    public ValueTask InitializeAsync()
    {
        _host = CreateHost();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_node_starts_before_anything_else_happens_to_it() =>
        Assert.Equal(["started", "asked"], await DoAsync(Node1, static _ => { }, static _ => true));

    [Fact]
    public async Task A_message_arrives_with_its_senders_name()
    {
        // Real connections need a moment, and what finds none is lost: so it is said until it is heard.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            await DoAsync(Node1, static context => context.Send(Node2, new ProbeMessage("hello")), static _ => true);
            await WaitAsync(Node2, TimeSpan.FromMilliseconds(20));
            if ((await DoAsync(Node2, static _ => { }, static _ => true)).Contains("hello from n1")) return;
        }

        Assert.Fail("n2 never heard n1");
    }

    [Fact]
    public async Task A_message_to_oneself_arrives_after_the_step() => Assert.Equal(
        ["started", "asked", "hello from n1"],
        await DoAsync(Node1, static context => context.Send(Node1, new ProbeMessage("hello")), Saw("hello")));

    [Fact]
    public async Task A_broadcast_leaves_oneself_out()
    {
        await DoAsync(Node1, static context => context.Broadcast([Node1, Node2, Node3], new ProbeMessage("hello")), static _ => true);

        Assert.DoesNotContain("hello from n1", await WaitAsync(Node1, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_timer_rings_once_and_not_before_its_time()
    {
        var (before, after) = (0L, 0L);
        await DoAsync(
            Node1,
            context =>
            {
                before = context.Clock.GetTimestamp();
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(30));
            },
            Saw("alarm"));
        await DoAsync(Node1, context => after = context.Clock.GetTimestamp(), static _ => true);

        Assert.True(after - before >= TimeSpan.FromMilliseconds(30).Ticks);
        Assert.Single(await WaitAsync(Node1, TimeSpan.FromMilliseconds(60)), static line => line == "alarm rings");
    }

    [Fact]
    public async Task A_timer_that_is_set_again_counts_from_then() => Assert.Single(
        await DoAsync(
            Node1,
            static context =>
            {
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(10));
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(40));
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(80), id: 1);
            },
            Saw("alarm 1")),
        static line => line == "alarm rings");

    [Fact]
    public async Task A_timer_that_is_cancelled_does_not_ring() => Assert.DoesNotContain(
        "alarm rings",
        await DoAsync(
            Node1,
            static context =>
            {
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(10));
                context.CancelTimer(ProbeNode.Alarm);
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(40), id: 1);
            },
            Saw("alarm 1")));

    [Fact]
    public async Task A_file_that_was_never_written_is_missing() =>
        Assert.Contains("Read 7 of probe: Missing", await ReadAsync(7));

    [Fact]
    public async Task What_is_written_can_be_read_at_once()
    {
        await DoAsync(Node1, static context => Write(context, 0, "abc"), static _ => true);

        Assert.Contains("Read 1 of probe: Ok abc", await ReadAsync(1));
    }

    [Fact]
    public async Task What_is_synced_outlives_a_restart_and_timers_do_not()
    {
        await DoAsync(
            Node1,
            static context =>
            {
                Write(context, 0, "abc");
                Write(context, 3, "def");
                context.Sync(File, 5);
                context.SetTimer(ProbeNode.Alarm, TimeSpan.FromMilliseconds(300));
            },
            Saw("Sync 5 of probe: Ok"));

        await _host.RestartAsync(Node1);

        var seen = await ReadAsync(6);
        Assert.Equal("started", seen[0]);
        Assert.Contains("Read 6 of probe: Ok abcdef", seen);
        Assert.DoesNotContain("alarm rings", await WaitAsync(Node1, TimeSpan.FromMilliseconds(400)));
    }

    [Fact]
    public async Task A_replacement_takes_the_place_of_everything_and_is_written_behind()
    {
        await DoAsync(
            Node1,
            static context =>
            {
                Write(context, 0, "a long content");
                context.Replace(File, "short"u8.ToArray(), 2);
            },
            Saw("Replace 2 of probe: Ok"));
        await DoAsync(
            Node1,
            static context =>
            {
                Write(context, 5, "er");
                context.Sync(File, 3);
            },
            Saw("Sync 3 of probe: Ok"));

        await _host.RestartAsync(Node1);

        Assert.Contains("Read 4 of probe: Ok shorter", await ReadAsync(4));
    }

    [Fact]
    public async Task A_full_disk_refuses_what_is_new_and_keeps_what_is_there()
    {
        await SyncAsync(1, static context => Write(context, 0, "abc"), "Ok");

        await _host.FillDiskAsync(Node1);
        await SyncAsync(
            2,
            static context =>
            {
                Write(context, 3, "def");
                Write(context, 3, "g");
            },
            "Full");
        Assert.Contains("Read 3 of probe: Ok abc", await ReadAsync(3));
        await DoAsync(Node1, static context => context.Replace(File, "longer"u8.ToArray(), 4), Saw("Replace 4 of probe: Full"));
        Assert.Contains("Read 5 of probe: Ok abc", await ReadAsync(5));
        await _host.EmptyDiskAsync(Node1);

        await SyncAsync(6, static context => Write(context, 3, "h"), "Ok");
        Assert.Contains("Read 7 of probe: Ok abch", await ReadAsync(7));
    }

    [Fact]
    public async Task A_request_that_is_abandoned_ends_without_a_result()
    {
        var ending = await _host.AskAsync(Node1, new Probe(static _ => { }, static _ => false, IsAbandoned: true));

        Assert.Equal((OperationOutcome.Fail, null, "as told"), (ending.Outcome, ending.Result, ending.Reason));
    }

    [Fact]
    public async Task Time_does_not_pass_within_a_step() => await DoAsync(
        Node1,
        static context =>
        {
            var began = context.Clock.GetTimestamp();
            Thread.SpinWait(1_000_000);
            Assert.Equal(began, context.Clock.GetTimestamp());
        },
        static _ => true);

    private static void Write(NodeContext context, long offset, string text) =>
        context.Write(File, offset, System.Text.Encoding.UTF8.GetBytes(text));

    private static Func<IReadOnlyList<string>, bool> Saw(string beginning) =>
        seen => seen[^1].StartsWith(beginning, StringComparison.Ordinal);

    private Task<IReadOnlyList<string>> ReadAsync(long token) =>
        DoAsync(Node1, context => context.Read(File, token), Saw($"Read {token} of"));

    private Task<IReadOnlyList<string>> SyncAsync(long token, Action<NodeContext> write, string status) => DoAsync(
        Node1,
        context =>
        {
            write(context);
            context.Sync(File, token);
        },
        Saw($"Sync {token} of probe: {status}"));

    /// <summary>Lets some of the node's time pass, and tells what it has seen.</summary>
    private Task<IReadOnlyList<string>> WaitAsync(NodeId node, TimeSpan time) =>
        DoAsync(node, context => context.SetTimer(ProbeNode.Alarm, time, id: 99), Saw("alarm 99"));

    private async Task<IReadOnlyList<string>> DoAsync(NodeId node, Action<NodeContext> work, Func<IReadOnlyList<string>, bool> until)
    {
        var ending = await _host.AskAsync(node, new Probe(work, until));
        return ((SeenResult)ending.Result!).Seen;
    }
}

public sealed class SimulatedParityTests : ParityTests
{
    private protected override IParityHost CreateHost() => new SimulatedHost();
}

public sealed class RealParityTests : ParityTests
{
    private protected override IParityHost CreateHost() => new RealHost();
}
