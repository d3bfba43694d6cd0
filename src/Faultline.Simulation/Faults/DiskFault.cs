using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>A fault of the disks of one or more hosts that does something to their requests while it lasts.</summary>
public abstract record DiskFault : HostFault
{
    private protected abstract DiskImpairment Impairment(Host host, FaultEffect effect);

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        var impairment = Impairment(host, effect);
        host.Disk.Impairments.Add(impairment);
        return () => host.Disk.Impairments.Remove(impairment);
    }
}

/// <summary>The disk has room for so many bytes more, and for no others until the fault ends.</summary>
/// <remarks>Files need room as they grow; a file that becomes shorter gives some back.</remarks>
public sealed record DiskFullFault : DiskFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "disk-full";

    /// <summary>How many bytes are free when it begins. Default: 0.</summary>
    public long Free { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => FormattableString.Invariant($"{base.Where}, {Free:N0} bytes free");

    internal static DiskFullFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Free = draw.Random.Below(2) == 0 ? 0 : draw.Random.Below(64 * 1024),
    };

    private protected override string? Complaint(Cluster cluster) =>
        Free < 0 ? "less than nothing is free" : base.Complaint(cluster);

    private protected override DiskImpairment Impairment(Host host, FaultEffect effect) =>
        new(effect) { Capacity = host.Disk.Used + Free };
}

/// <summary>Reads, syncs and replacements fail. After a failed sync the writes that it was to save are there, gone or torn.</summary>
/// <remarks>
/// As with real systems: Rebello et al., "Can Applications Recover from fsync Failures?" (2020). The operating system drops what it
/// could not write, and the next sync succeeds without it.
/// </remarks>
public sealed record IoErrorFault : DiskFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "io-error";

    /// <summary>How likely each request fails; absent for always.</summary>
    public Chance? Chance { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where}, {Likely}";

    internal static IoErrorFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Chance = draw.Random.Below(4) == 0 ? Model.Randomness.Chance.Always : draw.Chance(leastPercent: 1, mostPercent: 50),
    };

    private protected override string? Complaint(Cluster cluster) => Likely.PerMillion is <= 0 or > 1_000_000
        ? $"a chance of {Likely} is not above 0% and at most 100%"
        : base.Complaint(cluster);

    private protected override DiskImpairment Impairment(Host host, FaultEffect effect) => new(effect) { Failure = Likely };

    private Chance Likely => Chance ?? Model.Randomness.Chance.Always;
}

/// <summary>The disk takes longer for each request.</summary>
public sealed record SlowDiskFault : DiskFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "slow-disk";

    /// <summary>How many times as long a request takes; absent for once.</summary>
    public int? Times { get; init; }

    /// <summary>How much longer than that a request takes. Default: 0.</summary>
    public TimeSpan Extra { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where =>
        FormattableString.Invariant($"{base.Where}, {Times ?? 1} times as long and {Duration.Format(Extra)} more");

    internal static SlowDiskFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Times = draw.Random.Below(100) + 2,
    };

    private protected override string? Complaint(Cluster cluster)
    {
        if (Times is < 1 or > 1_000_000) return $"{Times} times as long is not possible: give 1 to 1000000";
        if (Extra < TimeSpan.Zero || Extra > TimeSpan.FromDays(1)) return "its extra time is below zero or above a day";
        return Times is null or 1 && Extra == TimeSpan.Zero ? "it makes nothing slower: give times or extra" : base.Complaint(cluster);
    }

    private protected override DiskImpairment Impairment(Host host, FaultEffect effect) =>
        new(effect) { Times = Times ?? 1, Extra = Extra };
}
