using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Worlds;

/// <summary>Floods, and the crowd of hosts that send them and have no users.</summary>
public sealed partial class World
{
    private long _floodRequests;

    /// <summary>The places of the hosts that are there for floods only: behind all others.</summary>
    internal IEnumerable<int> Crowd => Enumerable.Range(0, _hosts.Length).Where(IsCrowd);

    /// <summary>Random numbers of a fault's own.</summary>
    internal Prng Stream(string name, long number) => Prng.Stream(_options.Seed, name, number);

    /// <summary>Sends a request of a flood from the host at a place to a node; false where that host does nothing at the moment.</summary>
    internal bool Flood(int sender, NodeId node)
    {
        var host = _hosts[sender];
        if (host.Context is not { } context || host.PausedUntil > NowTicks) return false;
        context.Send(node, _options.Flood!(++_floodRequests));
        Perform(host, context);
        return true;
    }

    private bool IsCrowd(int place) => place >= _nodes + _options.Cluster.Clients.Count;

    /// <summary>The names of the crowd: the clients that would come next.</summary>
    private static IEnumerable<NodeId> CrowdOf(WorldOptions options)
    {
        var crowd = options.Plan.Faults.OfType<FloodFault>().Where(static flood => flood.Clients is null)
            .Select(static flood => flood.CrowdSize).DefaultIfEmpty().Max();
        return Enumerable.Range(options.Cluster.Clients.Count + 1, crowd).Select(NodeId.Client);
    }

    /// <summary>A host of the crowd: it waits for nothing and hears nothing.</summary>
    private sealed class CrowdMember : Node
    {
        public override void OnStart(NodeContext context)
        {
        }
    }
}
