using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Disks;

/// <summary>What a fault does to the requests of a disk while it lasts.</summary>
/// <param name="Effect">Where what it really did is counted.</param>
internal sealed record DiskImpairment(FaultEffect Effect)
{
    /// <summary>The most bytes that all files may have together.</summary>
    public long Capacity { get; init; } = long.MaxValue;

    /// <summary>How likely a request fails.</summary>
    public Chance Failure { get; init; }

    /// <summary>How many times as long a request takes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How much longer than that it takes.</summary>
    public TimeSpan Extra { get; init; }
}
