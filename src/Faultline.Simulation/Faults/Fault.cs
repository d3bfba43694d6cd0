using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
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
[JsonDerivedType(typeof(CrashFault), CrashFault.Name)]
[JsonDerivedType(typeof(PowerLossFault), PowerLossFault.Name)]
[JsonDerivedType(typeof(PauseFault), PauseFault.Name)]
[JsonDerivedType(typeof(ClockJumpFault), ClockJumpFault.Name)]
[JsonDerivedType(typeof(ClockDriftFault), ClockDriftFault.Name)]
public abstract record Fault
{
    /// <summary>When it begins.</summary>
    [JsonPropertyOrder(-2)]
    public required TimeSpan Start { get; init; }

    /// <summary>When it has healed.</summary>
    [JsonPropertyOrder(-1)]
    public required TimeSpan End { get; init; }

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
    /// <remarks>By default the same in a shorter time. Each is simpler in a way that never comes back, so that shrinking ends.</remarks>
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

    /// <summary>What is wrong with the fields of this kind, or null.</summary>
    private protected abstract string? Complaint(Cluster cluster);

    /// <summary>Begins.</summary>
    /// <param name="world">The world that it strikes.</param>
    /// <param name="effect">Where what it really does is counted.</param>
    /// <returns>What heals it.</returns>
    internal abstract Action Begin(World world, FaultEffect effect);

    private protected static string? Unknown(IEnumerable<NodeId> ids, Cluster cluster)
    {
        foreach (var id in ids)
            if (!cluster.Has(id))
                return $"there is no {id} in this run of {cluster.Nodes.Count} nodes and {cluster.Clients.Count} clients";
        return null;
    }
}
