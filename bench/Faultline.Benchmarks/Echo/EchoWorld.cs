using Faultline.Model.Messages;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Benchmarks.Echo;

/// <summary>A fault-free world of nodes that play echo, after its warm-up.</summary>
internal sealed class EchoWorld
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);
    private static readonly MessageCodec Codec = MessageCodec.For<EchoMessage>();

    private readonly World _world;

    public EchoWorld(int nodes, int window, LatencyRange latency)
    {
        var cluster = Cluster.Of(nodes, 0, new SystemOptions([]));
        _world = new World(new WorldOptions
        {
            Seed = 1,
            Cluster = cluster,
            CreateNode = id => new EchoNode([.. cluster.Nodes.Where(node => node != id)], window),
            Codec = Codec,
            Latency = latency,
        });
        Deliver(1_000_000);
    }

    /// <summary>Lets at least so many messages arrive.</summary>
    /// <returns>How many did.</returns>
    public long Deliver(long messages)
    {
        var before = _world.NetworkCounters.Delivered;
        while (_world.NetworkCounters.Delivered - before < messages) _world.RunUntil(_world.Now + Slice);
        if (_world.Finding is { } finding) throw new InvalidOperationException(finding.Message);
        return _world.NetworkCounters.Delivered - before;
    }
}
