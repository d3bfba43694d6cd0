using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>One entry of a fault plan: what goes wrong, where, and from when until when. A value, without any state.</summary>
/// <remarks>A new kind is one record in this folder, its line in the attributes here and its line in <see cref="FaultKinds"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LossFault), LossFault.Name)]
[JsonDerivedType(typeof(DuplicationFault), DuplicationFault.Name)]
[JsonDerivedType(typeof(ReorderingFault), ReorderingFault.Name)]
[JsonDerivedType(typeof(SlowLinksFault), SlowLinksFault.Name)]
[JsonDerivedType(typeof(PartitionFault), PartitionFault.Name)]
[JsonDerivedType(typeof(FlappingFault), FlappingFault.Name)]
[JsonDerivedType(typeof(PartialPartitionFault), PartialPartitionFault.Name)]
[JsonDerivedType(typeof(CorruptionFault), CorruptionFault.Name)]
[JsonDerivedType(typeof(CongestedLinksFault), CongestedLinksFault.Name)]
[JsonDerivedType(typeof(RouterDeathFault), RouterDeathFault.Name)]
[JsonDerivedType(typeof(BlackHoleFault), BlackHoleFault.Name)]
[JsonDerivedType(typeof(RoutingLoopFault), RoutingLoopFault.Name)]
[JsonDerivedType(typeof(StaleRoutesFault), StaleRoutesFault.Name)]
[JsonDerivedType(typeof(AsymmetricPathFault), AsymmetricPathFault.Name)]
[JsonDerivedType(typeof(CrashFault), CrashFault.Name)]
[JsonDerivedType(typeof(AbsentFault), AbsentFault.Name)]
[JsonDerivedType(typeof(PowerLossFault), PowerLossFault.Name)]
[JsonDerivedType(typeof(PauseFault), PauseFault.Name)]
[JsonDerivedType(typeof(SlowCpuFault), SlowCpuFault.Name)]
[JsonDerivedType(typeof(FloodFault), FloodFault.Name)]
[JsonDerivedType(typeof(ClockJumpFault), ClockJumpFault.Name)]
[JsonDerivedType(typeof(ClockDriftFault), ClockDriftFault.Name)]
[JsonDerivedType(typeof(SilentFault), SilentFault.Name)]
[JsonDerivedType(typeof(SilentTowardsFault), SilentTowardsFault.Name)]
[JsonDerivedType(typeof(EquivocationFault), EquivocationFault.Name)]
[JsonDerivedType(typeof(AlterFault), AlterFault.Name)]
[JsonDerivedType(typeof(ReplayFault), ReplayFault.Name)]
[JsonDerivedType(typeof(ForgedSenderFault), ForgedSenderFault.Name)]
[JsonDerivedType(typeof(WrongComputationFault), WrongComputationFault.Name)]
[JsonDerivedType(typeof(HeldBackFault), HeldBackFault.Name)]
[JsonDerivedType(typeof(DiskFullFault), DiskFullFault.Name)]
[JsonDerivedType(typeof(IoErrorFault), IoErrorFault.Name)]
[JsonDerivedType(typeof(SlowDiskFault), SlowDiskFault.Name)]
[JsonDerivedType(typeof(DiskCorruptionFault), DiskCorruptionFault.Name)]
[JsonDerivedType(typeof(DiskLossFault), DiskLossFault.Name)]
[JsonDerivedType(typeof(MemoryPressureFault), MemoryPressureFault.Name)]
public abstract record Fault
{
    /// <summary>When it begins.</summary>
    [JsonPropertyOrder(-2)]
    public required TimeSpan Start { get; init; }

    /// <summary>When it has healed.</summary>
    [JsonPropertyOrder(-1)]
    public required TimeSpan End { get; init; }

    /// <summary>Whether it never heals in this run; its end counts for nothing then. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Forever { get; init; }

    /// <summary>The name of its kind.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What it strikes and how hard, in a few words.</summary>
    [JsonIgnore]
    public abstract string Where { get; }

    /// <summary>The nodes that lie because of it. Default: none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<NodeId> Liars => [];

    /// <summary>The nodes that lose, or find damaged, what they had made durable because of it. Default: none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<NodeId> DamagedDisks => [];

    /// <summary>The hosts that nobody hears of again because of it. Default: none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<NodeId> Lost => [];

    /// <summary>The hosts that are not there when the run begins because of it. Default: none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<NodeId> NotYetThere => [];

    /// <summary>Why this fault cannot happen in this cluster, or null where it can.</summary>
    /// <param name="cluster">Who takes part.</param>
    /// <returns>One sentence, or null.</returns>
    public string? Objection(Cluster cluster)
    {
        if (Start < TimeSpan.Zero) return "it starts before the run";
        if (End <= Start) return "it ends before it starts";
        return Complaint(cluster);
    }

    /// <summary>Faults that do less than this one, the least first: what shrinking tries in its place.</summary>
    /// <remarks>
    /// By default the same in a shorter time. Each must be simpler in some way that never comes back, or shrinking never ends.
    /// </remarks>
    /// <param name="cluster">Who takes part.</param>
    /// <returns>The candidates; none where there is nothing simpler.</returns>
    public virtual IEnumerable<Fault> Simpler(Cluster cluster)
    {
        var half = RoundTime.Half(End - Start);
        if (half < End - Start)
        {
            yield return this with { End = Start + half };
            yield return this with { Start = End - half };
        }

        if (RoundTime.Up(Start) is var start && start > Start && start < End) yield return this with { Start = start };
        if (RoundTime.Down(End) is var end && end < End && end > Start) yield return this with { End = end };
        if (End - Start <= RoundTime.Step) yield break;
        yield return this with { End = End - RoundTime.Step };
        yield return this with { Start = Start + RoundTime.Step };
    }

    /// <summary>What this fault and another one both strike, where one kind cannot strike it twice at the same time; else null.</summary>
    /// <remarks>What is gone for good may still be struck by what was planned for it besides.</remarks>
    internal string? Clash(Fault other) => Kind == other.Kind && !Forever && !other.Forever ? Shared(other) : null;

    /// <summary>What is wrong with the fields of this kind, or null.</summary>
    private protected abstract string? Complaint(Cluster cluster);

    /// <summary>Why this fault cannot happen in this network, or null. A mesh has no graph.</summary>
    internal virtual string? NetworkComplaint(NetworkGraph? graph) => null;

    /// <summary>This fault with nothing left to the seed.</summary>
    internal virtual Fault Settled(FaultDraw draw) => this;

    /// <summary>What this fault and another one of its kind both strike; null where they can happen at the same time.</summary>
    private protected virtual string? Shared(Fault other) => Where == other.Where ? Where : null;

    /// <summary>Begins.</summary>
    /// <param name="world">The world that it strikes.</param>
    /// <param name="effect">Where what it really does is counted.</param>
    /// <returns>What heals it.</returns>
    internal abstract Action Begin(World world, FaultEffect effect);

    private protected static string? Unlikely(Chance chance) => chance.PerMillion is <= 0 or > 1_000_000
        ? $"a chance of {chance} is not above 0% and at most 100%"
        : null;

    private protected static string? Unknown(IEnumerable<NodeId> ids, Cluster cluster)
    {
        foreach (var id in ids)
            if (!cluster.Has(id))
                return $"there is no {id} in this run of {cluster.Nodes.Count} nodes and {cluster.Clients.Count} clients";
        return null;
    }
}
