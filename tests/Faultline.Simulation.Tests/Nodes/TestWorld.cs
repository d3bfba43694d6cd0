using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Tests.Nodes;

/// <summary>Worlds of scripted nodes, and times in few words.</summary>
internal static class TestWorld
{
    public static NodeId N1 { get; } = NodeId.Node(1);

    public static NodeId N2 { get; } = NodeId.Node(2);

    public static NodeId N3 { get; } = NodeId.Node(3);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static Cluster Cluster(int nodes, int clients = 0) => Model.Systems.Cluster.Of(nodes, clients, new SystemOptions([]));

    public static World Of(
        int nodes, Func<NodeId, ScriptedNode> create, ulong seed = 1, LatencyRange? latency = null, params Fault[] faults) =>
        new(Options(nodes, create, seed, latency, faults));

    public static WorldOptions Options(
        int nodes, Func<NodeId, ScriptedNode> create, ulong seed = 1, LatencyRange? latency = null, params Fault[] faults) =>
        new()
        {
            Seed = seed,
            Cluster = Cluster(nodes),
            CreateNode = create,
            Codec = new SayCodec(),
            Plan = new FaultPlan(faults),
            Latency = latency ?? LatencyRange.Constant(Ms(1)),
        };
}
