using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Worlds;
using MemoryPack;

// Two nodes, one of which loses its power for a while: ten virtual seconds from one seed.
var crash = new CrashFault { Start = TimeSpan.FromSeconds(3), End = TimeSpan.FromSeconds(5), Nodes = [NodeId.Node(2)] };
var world = new World(new WorldOptions
{
    Seed = args.Length > 0 ? ulong.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 1,
    Cluster = Cluster.Of(nodes: 2, clients: 0, new SystemOptions([])),
    CreateNode = id => id == NodeId.Node(1) ? new Pinger(NodeId.Node(2)) : new Ponger(),
    Codec = MessageCodec.For<PingPongMessage>(),
    Plan = new FaultPlan([crash]),
});
world.RunUntil(TimeSpan.FromSeconds(10));

var pinger = (Pinger)world.NodeOn(NodeId.Node(1))!;
Console.WriteLine($"{pinger.Sent} pings, {pinger.Answered} pongs; the crash: {world.Effects[0]}; trace hash {world.Trace.Hash:x16}");

internal sealed class Pinger(NodeId other) : Node
{
    private static readonly TimerKind Again = new("ping again");

    public int Sent { get; private set; }

    public int Answered { get; private set; }

    public override void OnStart(NodeContext context) => context.SetTimer(Again, TimeSpan.FromMilliseconds(100));

    public override void OnTimer(NodeContext context, TimerKey timer)
    {
        Sent++;
        context.Send(other, new Ping(context.Clock.GetTimestamp()));
        context.SetTimer(Again, TimeSpan.FromMilliseconds(100));
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message) => Answered++;
}

internal sealed class Ponger : Node
{
    public override void OnStart(NodeContext context)
    {
    }

    public override void OnMessage(NodeContext context, NodeId from, Message message) =>
        context.Send(from, new Pong(((Ping)message).SentAt));
}

[MemoryPackable]
[MemoryPackUnion(0, typeof(Ping))]
[MemoryPackUnion(1, typeof(Pong))]
internal abstract partial record PingPongMessage : Message;

[MemoryPackable]
internal sealed partial record Ping(long SentAt) : PingPongMessage;

[MemoryPackable]
internal sealed partial record Pong(long SentAt) : PingPongMessage;
