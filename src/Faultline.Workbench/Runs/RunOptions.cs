using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Runs;

/// <summary>How a run is watched. Nothing here changes what happens in it.</summary>
public sealed record RunOptions
{
    /// <summary>Whether the trace keeps a fingerprint for each event. Default: false.</summary>
    public bool KeepFingerprints { get; init; }

    /// <summary>The fingerprints of an earlier run to compare with. Default: none.</summary>
    public ushort[]? Expected { get; init; }

    /// <summary>Whether messages are decoded from bytes for their receivers. Default: false.</summary>
    public bool CarryBytes { get; init; }

    /// <summary>Is told of what happens in the world, such as a <see cref="Simulation.Tracing.Recording"/>; null for nobody.</summary>
    public WorldObserver? Observer { get; init; }

    /// <summary>Is told how far the run is, about 200 times; null for nobody.</summary>
    public Action<RunProgress>? Progress { get; init; }

    /// <summary>Stops the run; it then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Stage">What is being done: <c>running</c> or <c>checking linearizable</c>, say.</param>
/// <param name="Virtual">Virtual time passed.</param>
/// <param name="Duration">Virtual time that the run lasts.</param>
/// <param name="Events">Events so far.</param>
public readonly record struct RunProgress(string Stage, TimeSpan Virtual, TimeSpan Duration, long Events);
