using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>
/// The processor is slow, as on an overcommitted machine: every step takes longer, and what comes meanwhile waits its turn. Nobody
/// sees the host fail.
/// </summary>
public sealed record SlowCpuFault : HostFault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "slow-cpu";

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>How much longer each step takes: each message, request, timer and disk completion.</summary>
    public required TimeSpan Step { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => $"{base.Where} by {Duration.Format(Step)} a step";

    internal static SlowCpuFault Draw(FaultDraw draw) => new()
    {
        Start = draw.Start,
        End = draw.End,
        Nodes = [draw.OneNode()],
        Step = draw.Between(TimeSpan.FromMicroseconds(100), TimeSpan.FromMilliseconds(10)),
    };

    private protected override string? Complaint(Cluster cluster) => Step <= TimeSpan.Zero || Step > Most
        ? $"a step that takes {Duration.Format(Step)} longer is not slow: give a time above zero and at most {Duration.Format(Most)}"
        : base.Complaint(cluster);

    private protected override Action Strike(Host host, World world, FaultEffect effect) =>
        world.ProcessorOf(host).SlowDown(Step.Ticks, effect);
}
