using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>At its start, sectors of what is durable come to hold something else. Nobody is told: whoever reads may check.</summary>
public sealed record DiskCorruptionFault : HostFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "disk-corruption";

    /// <summary>How many sectors of 512 bytes on each disk, where there are so many; absent for 1.</summary>
    public int? Sectors { get; init; }

    /// <summary>What they hold then. Default: bit flips.</summary>
    public SectorDamage Damage { get; init; }

    /// <summary>The only file that is struck; absent for any.</summary>
    public string? File { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> DamagedDisks => Nodes;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => FormattableString.Invariant(
        $"{base.Where}, {SectorDamageConverter.InWords(Damage)} in {Sectors ?? 1} sectors of {File ?? "any file"}");

    internal static DiskCorruptionFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneVictim()],
        Sectors = draw.Random.Below(8) + 1,
        Damage = draw.Random.Pick(Enum.GetValues<SectorDamage>()),
    };

    private protected override string? Complaint(Cluster cluster) => Sectors < 1 ? "it damages no sector" : base.Complaint(cluster);

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        effect.Add(EffectUnit.SectorsDamaged, host.Disk.Damage(Sectors ?? 1, Damage, File));
        return static () => { };
    }
}

/// <summary>The disk is gone for good. The host is down until the fault ends, and comes back with an empty disk.</summary>
/// <remarks>Not even what the disk held before the first start is on the new one.</remarks>
public sealed record DiskLossFault : OutageFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "disk-loss";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override IReadOnlyList<NodeId> DamagedDisks => Nodes;

    internal static DiskLossFault Draw(FaultDraw draw) => Of(draw, draw.OneVictim());

    internal static DiskLossFault Of(FaultDraw draw, NodeId node) => new() { Start = draw.Start, End = draw.End, Nodes = [node] };

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        host.Disk.Lose();
        effect.Add(EffectUnit.DisksLost, 1);
        return world.TakeDown(host, effect);
    }
}
