using System.Text.Json.Serialization;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>
/// Until the fault ends a node may hold only so many bytes more than it holds at the start, and is told so. A process that holds
/// more after a step is ended, and started again a little later, under the same budget.
/// </summary>
/// <remarks>A host that is down when the fault begins is not struck.</remarks>
public sealed record MemoryPressureFault : HostFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "memory-pressure";

    /// <summary>How many bytes more it may hold than when the fault begins.</summary>
    public required long Headroom { get; init; }

    /// <summary>How soon a process that was ended is started again; absent for 0.5 s.</summary>
    public TimeSpan? RestartAfter { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => FormattableString.Invariant($"{base.Where}, {Headroom:N0} bytes free");

    internal static MemoryPressureFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Headroom = draw.Random.Below(1 << 14),
    };

    private protected override string? Complaint(Cluster cluster)
    {
        if (Headroom < 0) return "its headroom is below zero";
        return RestartAfter <= TimeSpan.Zero ? "its time to restart is not above zero" : base.Complaint(cluster);
    }

    private protected override Action Strike(Host host, World world, FaultEffect effect)
    {
        if (host.Node is not { } node) return static () => { };
        var limit = new MemoryLimit(node.MemoryInUse + Headroom, Headroom, RestartAfter ?? TimeSpan.FromMilliseconds(500), effect);
        host.MemoryLimits.Add(limit);
        host.ShowMemoryBudget();
        return () =>
        {
            host.MemoryLimits.Remove(limit);
            host.ShowMemoryBudget();
        };
    }
}
