using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Disks;

/// <summary>How long a disk takes for each request.</summary>
public sealed record DiskLatency
{
    /// <summary>A sync or a replacement. Default: 0.2 to 1 ms.</summary>
    public LatencyRange Sync { get; init; } = new(TimeSpan.FromMicroseconds(200), TimeSpan.FromMicroseconds(1_000));

    /// <summary>A read. Default: 0.1 to 0.5 ms.</summary>
    public LatencyRange Read { get; init; } = new(TimeSpan.FromMicroseconds(100), TimeSpan.FromMicroseconds(500));
}
