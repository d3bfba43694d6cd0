using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tests.Nodes;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Tracing;

public sealed class RecordingTests
{
    private static readonly TimerKind Later = new("later");

    [Fact]
    public void A_message_is_told_of_when_it_is_sent_and_when_it_arrives_under_the_same_number()
    {
        var recording = Record(Recorded());

        var sent = Assert.Single(recording.Entries, static entry => entry.Kind == TraceKind.Sent && entry.Host == N1);
        var arrived = Assert.Single(recording.Entries, static entry => entry.Kind == TraceKind.Arrived && entry.Host == N2);
        Assert.Equal(sent.Number, arrived.Number);
        Assert.Equal(Ms(1), arrived.Time - sent.Time);
        Assert.Equal((N2, N1), (sent.Peer, arrived.Peer));
        Assert.True(sent.Event < arrived.Event);
    }

    [Fact]
    public void A_lost_message_and_one_that_finds_nobody_are_told_of()
    {
        var lost = Record(Recorded(new PartitionFault { Start = Ms(1), End = Ms(20), Side = [N1], Other = [N2] }));
        var missed = Record(Recorded(new CrashFault { Start = Ms(1), End = Ms(20), Nodes = [N2] }));

        Assert.Contains(lost.Entries, static entry => entry.Kind == TraceKind.Lost && entry.Host == N1 && entry.Peer == N2);
        Assert.Contains(missed.Entries, static entry => entry.Kind == TraceKind.Missed && entry.Host == N2 && entry.Peer == N1);
        Assert.Contains(missed.Entries, static entry => entry.Kind == TraceKind.Stopped && entry.Host == N2);
        Assert.Contains(missed.Entries, static entry => entry.Kind == TraceKind.FaultBegan && entry.What is CrashFault);
        Assert.Contains(missed.Entries, static entry => entry.Kind == TraceKind.FaultHealed && entry.What is CrashFault);
    }

    [Fact]
    public void Only_the_window_is_kept_and_of_that_so_much_and_nothing_changes_in_the_run()
    {
        var alone = Recorded();
        alone.RunUntil(Ms(100));
        var world = Recorded();
        var recording = new Recording(Ms(5), Ms(11), most: 2);
        world.Observe(recording);
        world.RunUntil(Ms(100));

        Assert.Equal(alone.Trace.Hash, world.Trace.Hash);
        Assert.Equal(2, recording.Entries.Count);
        Assert.True(recording.Omitted > 0);
        Assert.All(recording.Entries, static entry => Assert.InRange(entry.Time, Ms(5), Ms(11)));
    }

    private static Recording Record(World world)
    {
        var recording = new Recording();
        world.Observe(recording);
        world.RunUntil(Ms(100));
        return recording;
    }

    /// <summary>The first node sends to the second one after 10 ms.</summary>
    private static World Recorded(params Fault[] faults) => TestWorld.Of(
        2,
        static id => new ScriptedNode
        {
            Start = context =>
            {
                if (id == N1) context.SetTimer(Later, Ms(10));
            },
            Ring = static (context, _) => context.Send(N2, new Say(7)),
        },
        latency: LatencyRange.Constant(Ms(1)),
        faults: faults);
}
