namespace Faultline.Simulation.Disks;

/// <summary>How long a disk takes for each request; each time between two bounds is equally likely.</summary>
public sealed record DiskLatency
{
    /// <summary>The shortest sync or replace. Default: 0.2 ms.</summary>
    public TimeSpan LeastSync { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>The longest sync or replace. Default: 1 ms.</summary>
    public TimeSpan MostSync { get; init; } = TimeSpan.FromMicroseconds(1_000);

    /// <summary>The shortest read. Default: 0.1 ms.</summary>
    public TimeSpan LeastRead { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>The longest read. Default: 0.5 ms.</summary>
    public TimeSpan MostRead { get; init; } = TimeSpan.FromMicroseconds(500);
}
