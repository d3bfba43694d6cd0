using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Faults;

/// <summary>What a kind of fault has at hand when one of it is drawn.</summary>
/// <param name="Random">The random numbers of this kind.</param>
/// <param name="Cluster">Who takes part.</param>
/// <param name="Start">When the fault begins.</param>
/// <param name="End">When it heals.</param>
internal sealed record FaultDraw(Prng Random, Cluster Cluster, TimeSpan Start, TimeSpan End)
{
    /// <summary>The network, where it is no mesh.</summary>
    public NetworkGraph? Graph { get; init; }

    /// <summary>The nodes that lie in this run, if any does.</summary>
    public IReadOnlyList<NodeId> Liars { get; init; } = [];

    /// <summary>The nodes that may lose what was durable, the same for all kinds: no more than the system lives through.</summary>
    public IReadOnlyList<NodeId> Victims { get; init; } = [];

    /// <summary>The nodes that are not there when the run begins, the same for all kinds.</summary>
    public IReadOnlyList<NodeId> Newcomers { get; init; } = [];

    public NodeId OneNode() => Random.Pick(Cluster.Nodes);

    public NodeId OneLiar() => Random.Pick(Liars);

    public NodeId OneVictim() => Random.Pick(Victims);

    /// <summary>The nodes of one rack: a third of them, next to each other.</summary>
    public IReadOnlyList<NodeId> OneRack()
    {
        var nodes = Cluster.Nodes;
        var rack = RackOf(Random.Below(nodes.Count));
        return [.. nodes.Where((_, index) => RackOf(index) == rack)];

        int RackOf(int index) => 3 * index / nodes.Count;
    }

    /// <summary>A part of the other nodes and of the clients, at least one; nobody where there is nobody else.</summary>
    public IReadOnlyList<NodeId> SomeOthers(NodeId self)
    {
        NodeId[] others = [.. Cluster.Nodes.Where(node => node != self), .. Cluster.Clients];
        if (others.Length == 0) return [];
        NodeId[] some = [.. others.Where(_ => Random.Below(2) == 0)];
        return some.Length > 0 ? some : [Random.Pick(others)];
    }

    public NodeId? OneNodeOrAll() => Random.Below(2) == 0 ? null : OneNode();

    public Chance Chance(int leastPercent, int mostPercent) => new(
        (int)((leastPercent * 10_000L) + Random.Below(((mostPercent - leastPercent) * 10_000L) + 1)));

    public TimeSpan EitherWay(TimeSpan time) => Random.Below(2) == 0 ? time : -time;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => Random.Between(least, most);
}
