using System.Text.Json.Serialization;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>Links carry little for a while: messages wait, and those that find the queue full are lost.</summary>
/// <remarks>What waits when it heals still leaves at the slow pace.</remarks>
public sealed record CongestedLinksFault : Fault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "congested-links";

    /// <summary>The node, client or router whose links are struck; absent for all links.</summary>
    public Vertex? Node { get; init; }

    /// <summary>The other end, where only the links between the two are struck; absent for all of the node's.</summary>
    public Vertex? Peer { get; init; }

    /// <summary>How much each of them carries a second.</summary>
    public required Bandwidth Bandwidth { get; init; }

    /// <summary>How much waits for each of them.</summary>
    public required QueueLimit Queue { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => (Node, Peer) switch
    {
        ({ } node, { } peer) => $"links between {node} and {peer}",
        ({ } node, null) => $"links of {node}",
        _ => "all links",
    } + $", {Bandwidth}, {Queue}";

    internal static CongestedLinksFault Draw(FaultDraw draw)
    {
        // Up to half a second of waiting, so that what waits at the end is soon gone.
        var bandwidth = new Bandwidth(1_000 * (8 + draw.Random.Below(121L)));
        return new CongestedLinksFault
        {
            Start = draw.Start,
            End = draw.End,
            Node = draw.OneNodeOrAll() is { } node ? node : null,
            Bandwidth = bandwidth,
            Queue = new QueueLimit(bandwidth.BitsPerSecond / 8 / (2 + draw.Random.Below(9L))),
        };
    }

    internal override string? NetworkComplaint(NetworkGraph? graph)
    {
        foreach (var end in new[] { Node, Peer }.OfType<Vertex>())
            if (end.IsRouter && (graph is null || graph.PlaceOf(end) < 0))
                return $"there is no {end} in this network";
        return null;
    }

    private protected override string? Complaint(Cluster cluster)
    {
        if (Peer is not null && (Node is null || Node == Peer)) return "a peer needs a node that is not itself";
        return Unknown(new[] { Node, Peer }.OfType<Vertex>().Where(static end => !end.IsRouter).Select(static end => end.Host), cluster);
    }

    internal override Action Begin(World world, FaultEffect effect)
    {
        var struck = world.Network.LinksOf(Node, Peer).Select(link => (link, new LinkQueue(Bandwidth, Queue, effect))).ToList();
        foreach (var (link, queue) in struck) link.Queues.Add(queue);
        return () =>
        {
            foreach (var (link, queue) in struck) link.Queues.Remove(queue);
        };
    }
}
