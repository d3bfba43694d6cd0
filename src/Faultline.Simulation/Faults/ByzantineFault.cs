using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Lies;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>Nodes that lie: they run their own code honestly, and what leaves them is something else.</summary>
/// <remarks>Lamport, Shostak and Pease, "The Byzantine Generals Problem" (1982). What a node says to itself is never a lie.</remarks>
public abstract record ByzantineFault : HostFault
{
    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> Liars => Nodes;

    private protected override string? Complaint(Cluster cluster) =>
        Nodes.FirstOrDefault(static node => node.IsClient) is { IsNone: false } client
            ? $"{client} is a client, and only nodes lie"
            : base.Complaint(cluster);

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        // Two of a kind never strike one node at the same time, so each has random numbers of its own.
        var random = Prng.Stream(world.Seed, $"lies of {host.Id}: {Kind}", Start.Ticks);
        return world.MakeLiar(host, LieOf(host.Id, world, effect, random));
    }

    /// <summary>What one of the nodes does with its messages.</summary>
    private protected abstract Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random);

    private protected static Falsification Falsifying(NodeId liar, World world, Prng random, bool resultsOnly = false) =>
        new(new Alteration(world.Cluster, random, resultsOnly), world, liar);
}

/// <summary>A lie that is told now and then.</summary>
public abstract record OccasionalLie : ByzantineFault
{
    /// <summary>How likely each message is a lie.</summary>
    public required Chance Chance { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where}, {Chance}";

    private protected override string? Complaint(Cluster cluster) => Unlikely(Chance) ?? base.Complaint(cluster);
}

/// <summary>A node lives on and sends nothing.</summary>
public sealed record SilentFault : ByzantineFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "silent";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static SilentFault Draw(FaultDraw draw) => new() { Start = draw.Start, End = draw.End, Nodes = [draw.OneLiar()] };

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new Silence(effect, towards: null);
}

/// <summary>A node sends nothing to some, and everything to the others.</summary>
public sealed record SilentTowardsFault : ByzantineFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "silent-towards";

    /// <summary>Who hears nothing.</summary>
    public required IReadOnlyList<NodeId> Towards { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where} towards {string.Join(' ', Towards)}";

    internal static SilentTowardsFault? Draw(FaultDraw draw)
    {
        var liar = draw.OneLiar();
        return draw.SomeOthers(liar) is { Count: > 0 } towards
            ? new SilentTowardsFault { Start = draw.Start, End = draw.End, Nodes = [liar], Towards = towards }
            : null;
    }

    private protected override string? Complaint(Cluster cluster) =>
        Towards.Count == 0 ? "it is silent towards nobody" : Unknown(Towards, cluster) ?? base.Complaint(cluster);

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) => new Silence(effect, Towards);
}

/// <summary>A node tells some receivers something else than the others.</summary>
public sealed record EquivocationFault : OccasionalLie
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "equivocate";

    /// <summary>Who is told something else: an altered copy, the same one for all of them.</summary>
    public required IReadOnlyList<NodeId> Towards { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where}, towards {string.Join(' ', Towards)}";

    internal static EquivocationFault? Draw(FaultDraw draw)
    {
        var liar = draw.OneLiar();
        if (draw.SomeOthers(liar) is not { Count: > 0 } towards) return null;
        return new EquivocationFault
        {
            Start = draw.Start,
            End = draw.End,
            Nodes = [liar],
            Towards = towards,
            Chance = draw.Chance(leastPercent: 1, mostPercent: 100),
        };
    }

    private protected override string? Complaint(Cluster cluster) =>
        Towards.Count == 0 ? "it tells nobody anything else" : Unknown(Towards, cluster) ?? base.Complaint(cluster);

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new Equivocation(effect, random, Chance, Towards, Falsifying(liar, world, random));
}

/// <summary>A node sends messages in which one field is wrong.</summary>
public sealed record AlterFault : OccasionalLie
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "alter";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static AlterFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneLiar()],
        Chance = draw.Chance(leastPercent: 1, mostPercent: 50),
    };

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new FieldChange(effect, random, Chance, Falsifying(liar, world, random));
}

/// <summary>A node sends old messages of its own once more, to anyone.</summary>
public sealed record ReplayFault : OccasionalLie
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "replay";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static ReplayFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneLiar()],
        Chance = draw.Chance(leastPercent: 5, mostPercent: 100),
    };

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new Repetition(
            effect, random, Chance, [.. world.Cluster.Nodes.Where(node => node != liar), .. world.Cluster.Clients]);
}

/// <summary>A node sends messages under another node's name. Where messages are signed, receivers reject them.</summary>
public sealed record ForgedSenderFault : OccasionalLie
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "forge-sender";

    /// <summary>Under whose name; absent for any other node's.</summary>
    public NodeId? As { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => As is { } name ? $"{base.Where}, as {name}" : base.Where;

    internal static ForgedSenderFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneLiar()],
        Chance = draw.Chance(leastPercent: 5, mostPercent: 100),
    };

    private protected override string? Complaint(Cluster cluster)
    {
        if (As is not { } name) return base.Complaint(cluster);
        if (name.IsClient || Nodes.Contains(name)) return $"{name} is not another node's name";
        return Unknown([name], cluster) ?? base.Complaint(cluster);
    }

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random)
    {
        NodeId[] names = As is { } name ? [name] : [.. world.Cluster.Nodes.Where(node => node != liar)];
        return new Forgery(effect, random, Chance, names, world.SignsMessages);
    }
}

/// <summary>A node keeps to the protocol's form, and what it computes is wrong: users' results, and digests of its state.</summary>
public sealed record WrongComputationFault : OccasionalLie
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "wrong-computation";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    internal static WrongComputationFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneLiar()],
        Chance = draw.Chance(leastPercent: 5, mostPercent: 100),
    };

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new WrongResult(effect, random, Chance, Falsifying(liar, world, random, resultsOnly: true));
}

/// <summary>A node holds back what it says, each message for a time of its own, in order: a primary as slow as it dares to be.</summary>
/// <remarks>
/// Clement, Wong, Alvisi, Dahlin and Marchetti, "Making Byzantine Fault Tolerant Systems Tolerate Byzantine Faults" (2009): just under the
/// timeout, such a node is never suspected. What it holds when the fault heals goes out at its time, unless its process is gone by then.
/// </remarks>
public sealed record HeldBackFault : ByzantineFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "delay";

    /// <summary>The longest that a message is held back for its own sake; it waits longer for an earlier one to the same host.</summary>
    public required TimeSpan Delay { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where} by up to {Duration.Format(Delay)}";

    /// <inheritdoc />
    public override IEnumerable<Fault> Simpler(Cluster cluster)
    {
        if (Delay > DelayFault.Step) yield return this with { Delay = DelayFault.HalfOf(Delay) };
        foreach (var simpler in base.Simpler(cluster)) yield return simpler;
    }

    internal static HeldBackFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneLiar()],
        Delay = draw.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1)),
    };

    private protected override string? Complaint(Cluster cluster) =>
        Delay <= TimeSpan.Zero ? "its delay is not above zero" : base.Complaint(cluster);

    private protected override Lie LieOf(NodeId liar, World world, FaultEffect effect, Prng random) =>
        new HoldingBack(effect, random, Delay, () => world.NowTicks);
}
