using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>A fault of all links, of all links from and to one host, or of the links between two hosts.</summary>
public abstract record LinkFault : Fault
{
    /// <summary>The host whose links are struck; absent for all links.</summary>
    public NodeId? Node { get; init; }

    /// <summary>The host at the other end, where only the links between the two are struck; absent for all of the node's.</summary>
    public NodeId? Peer { get; init; }

    /// <summary>How likely each message is struck.</summary>
    public required Chance Chance { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => (Node, Peer) switch
    {
        ({ } node, { } peer) => $"links between {node} and {peer}",
        ({ } node, null) => $"links of {node}",
        _ => "all links",
    } + $", {Chance}";

    private protected override string? Complaint(Cluster cluster)
    {
        if (Chance.PerMillion is <= 0 or > 1_000_000) return $"a chance of {Chance} is not above 0% and at most 100%";
        if (Peer is not null && (Node is null || Node == Peer)) return "a peer needs a node that is not itself";
        return Unknown(new[] { Node, Peer }.OfType<NodeId>(), cluster);
    }

    private protected abstract LinkImpairment Impairment(FaultEffect effect);

    internal override Action Begin(World world, FaultEffect effect)
    {
        var impairment = Impairment(effect);
        var struck = world.Network.LinksOf(Node, Peer).ToList();
        struck.ForEach(link => link.Impairments.Add(impairment));
        return () => struck.ForEach(link => link.Impairments.Remove(impairment));
    }
}

/// <summary>Messages are lost.</summary>
public sealed record LossFault : LinkFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "loss";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static LossFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNodeOrAll(),
        Chance = draw.Chance(leastPercent: 1, mostPercent: 30),
    };

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Loss = Chance };
}

/// <summary>Messages arrive twice.</summary>
public sealed record DuplicationFault : LinkFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "duplication";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static DuplicationFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNodeOrAll(),
        Chance = draw.Chance(leastPercent: 1, mostPercent: 50),
    };

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Duplication = Chance };
}

/// <summary>Messages are held back, so that later ones overtake them.</summary>
public sealed record ReorderingFault : LinkFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "reordering";

    /// <summary>The longest that a message is held back.</summary>
    public required TimeSpan Delay { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static ReorderingFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNodeOrAll(),
        Chance = draw.Chance(leastPercent: 5, mostPercent: 50),
        Delay = draw.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(500)),
    };

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Delayed = Chance, Delay = Delay };

    private protected override string? Complaint(Cluster cluster) =>
        Delay <= TimeSpan.Zero ? "its delay is not above zero" : base.Complaint(cluster);
}

/// <summary>All messages take longer.</summary>
public sealed record SlowLinksFault : LinkFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "slow-links";

    /// <summary>The longest extra time; each message draws its own.</summary>
    public required TimeSpan Delay { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static SlowLinksFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNodeOrAll(),
        Chance = Model.Randomness.Chance.Always,
        Delay = draw.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100)),
    };

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Delayed = Chance, Delay = Delay };

    private protected override string? Complaint(Cluster cluster) =>
        Delay <= TimeSpan.Zero ? "its delay is not above zero" : base.Complaint(cluster);
}

/// <summary>Bits of messages are flipped. Where frames have checksums, such messages are dropped on arrival.</summary>
public sealed record CorruptionFault : LinkFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "corruption";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static CorruptionFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Node = draw.OneNodeOrAll(),
        Chance = draw.Chance(leastPercent: 1, mostPercent: 20),
    };

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Corruption = Chance };
}
