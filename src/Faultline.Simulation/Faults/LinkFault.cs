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
    public override string Where => $"{Links}, {Chance}";

    private string Links => (Node, Peer) switch
    {
        ({ } node, { } peer) => $"links between {node} and {peer}",
        ({ } node, null) => $"links of {node}",
        _ => "all links",
    };

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Peer is null)
        {
            foreach (var host in cluster.Nodes.Concat(cluster.Clients))
                if (Node is not { } node) yield return this with { Node = host };
                else if (host != node) yield return this with { Peer = host };
        }

        var percent = Chance.PerMillion / 20_000;
        if (percent > 0) yield return this with { Chance = Chance.Percent(percent) };
        foreach (var shorter in base.Simpler(cluster)) yield return shorter;
    }

    private protected override string? Complaint(Cluster cluster)
    {
        if (Unlikely(Chance) is { } unlikely) return unlikely;
        if (Peer is not null && (Node is null || Node == Peer)) return "a peer needs a node that is not itself";
        return Unknown(new[] { Node, Peer }.OfType<NodeId>(), cluster);
    }

    private protected override string? Shared(Fault other) => Links == ((LinkFault)other).Links ? Links : null;

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

/// <summary>Messages take longer: each that is struck draws its own time.</summary>
public abstract record DelayFault : LinkFault
{
    /// <summary>The least that a delay is made when it is made less.</summary>
    internal static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest extra time.</summary>
    public required TimeSpan Delay { get; init; }

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Delay > Step) yield return this with { Delay = HalfOf(Delay) };
        foreach (var simpler in base.Simpler(cluster)) yield return simpler;
    }

    private protected override LinkImpairment Impairment(FaultEffect effect) => new(effect) { Delayed = Chance, Delay = Delay };

    private protected override string? Complaint(Cluster cluster) =>
        Delay <= TimeSpan.Zero ? "its delay is not above zero" : base.Complaint(cluster);

    /// <summary>Half of a delay, in whole milliseconds.</summary>
    internal static TimeSpan HalfOf(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Max(1, (long)delay.TotalMilliseconds / 2));
}

/// <summary>Messages are held back, so that later ones overtake them.</summary>
public sealed record ReorderingFault : DelayFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "reordering";

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
}

/// <summary>All messages take longer.</summary>
public sealed record SlowLinksFault : DelayFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "slow-links";

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
