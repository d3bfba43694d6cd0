using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>
/// Two sides run on and cannot reach each other. A host on neither side reaches both, which makes the partition a partial one.
/// </summary>
public sealed record PartitionFault : Fault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "partition";

    /// <summary>The hosts of one side.</summary>
    public IReadOnlyList<NodeId> Side { get; init => field = value ?? []; } = [];

    /// <summary>The hosts of the other side.</summary>
    public IReadOnlyList<NodeId> Other { get; init => field = value ?? []; } = [];

    /// <summary>Whether messages still pass from <see cref="Other"/> to <see cref="Side"/>. Default: false.</summary>
    public bool OneWay { get; init; }

    /// <summary>Instead of the sides: the shape by name, from which the run's seed draws who is cut off from whom. Default: none.</summary>
    public PartitionShape? Shape { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{string.Join(' ', Side)} {(OneWay ? "-/->" : "|")} {string.Join(' ', Other)}";

    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> Lost => !Forever ? [] : NodesIn(Side) <= NodesIn(Other) ? Side : Other;

    /// <summary>A partition of a style: 0 two halves, 1 one node alone, 2 one node alone, one way, 3 one node reaches both sides.</summary>
    /// <param name="draw">What there is to draw from.</param>
    /// <param name="style">The style; null for any.</param>
    internal static PartitionFault? Draw(FaultDraw draw, int? style)
    {
        NodeId[] nodes = [.. draw.Cluster.Nodes];
        draw.Random.Shuffle<NodeId>(nodes);
        style ??= draw.Random.Below(4);
        var bridges = style == 3 && nodes.Length > 2 ? 1 : 0;
        var first = style is 1 or 2 ? 1 : Math.Max(1, (nodes.Length - bridges) / 2);
        var side = new List<NodeId>(nodes[..first]);
        var other = new List<NodeId>(nodes[first..^bridges]);
        foreach (var client in draw.Cluster.Clients)
        {
            // Users live on one side, on the other, or between them.
            var home = draw.Random.Below(3);
            if (home == 0) side.Add(client);
            else if (home == 1) other.Add(client);
        }

        if (other.Count == 0)
        {
            // One node alone can only be cut off from users, and where there are none from nobody.
            if (draw.Cluster.Clients.Count == 0) return null;
            var user = draw.Random.Pick(draw.Cluster.Clients);
            side.Remove(user);
            other.Add(user);
        }

        return new PartitionFault
        {
            Start = draw.Start,
            End = draw.End,
            Side = side,
            Other = other,
            OneWay = style == 2,
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        var narrower = cluster.Clients.Count == 0 ? [] : new[] { Without(static host => host.IsClient) };
        foreach (var fault in narrower.Concat(Side.Concat(Other).Select(gone => Without(host => host == gone))))
            if (fault.Side.Count > 0 && fault.Other.Count > 0 && fault.Side.Count + fault.Other.Count < Side.Count + Other.Count)
                yield return fault;
        if (OneWay) yield return this with { OneWay = false };
        foreach (var shorter in base.Simpler(cluster)) yield return shorter;
    }

    /// <summary>One node is cut off from everyone else.</summary>
    internal static PartitionFault Of(FaultDraw draw, NodeId node) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Side = [node],
        Other = [.. draw.Cluster.Nodes.Concat(draw.Cluster.Clients).Where(other => other != node)],
    };

    /// <summary>Cuts ways between hosts. Returns what joins them again.</summary>
    internal static Action CutOff(World world, IEnumerable<(NodeId From, NodeId To)> ways, FaultEffect effect)
    {
        var start = world.NowTicks;
        var impairment = new LinkImpairment(effect) { Cut = true };
        var struck = ways.Select(way => world.Network[world.IndexOf(way.From), world.IndexOf(way.To)]).ToList();
        struck.ForEach(link => link.Impairments.Add(impairment));
        world.NoticeChangeOfRoutes();
        return () =>
        {
            struck.ForEach(link => link.Impairments.Remove(impairment));
            world.NoticeChangeOfRoutes();
            effect.Add(EffectUnit.TicksCutOff, world.NowTicks - start);
        };
    }

    internal override Fault Settled(FaultDraw draw) => Shape?.Draw(draw) ?? this;

    private PartitionFault Without(Func<NodeId, bool> gone) => this with
    {
        Side = [.. Side.Where(host => !gone(host))],
        Other = [.. Other.Where(host => !gone(host))],
    };

    private static int NodesIn(IReadOnlyList<NodeId> side) => side.Count(static host => !host.IsClient);

    private protected override string? Complaint(Cluster cluster)
    {
        if (Shape is not null) return $"these nodes and clients cannot be cut off from each other in the shape {Shape}";
        if (Side.Count == 0 || Other.Count == 0) return "a side of the partition is empty";
        return Side.Intersect(Other).Any()
            ? $"{Side.Intersect(Other).First()} is on both sides"
            : Unknown(Side.Concat(Other), cluster);
    }

    internal override Action Begin(World world, FaultEffect effect)
    {
        var ways = Side.SelectMany(from => Other.Select(to => (from, to)));
        return CutOff(world, OneWay ? ways : ways.SelectMany(static way => ((NodeId, NodeId)[])[way, (way.to, way.from)]), effect);
    }
}
