using Faultline.Workbench.Shrinking;

namespace Faultline.Workbench.Files;

/// <summary>A shrunk run as one JSON object: what <c>shrink --json</c> prints.</summary>
public sealed record ShrinkSummary
{
    /// <summary>The promise that both runs break, by name.</summary>
    public required string Promise { get; init; }

    /// <summary>How large the run was.</summary>
    public required SizeNumbers Before { get; init; }

    /// <summary>How large the minimal run is.</summary>
    public required SizeNumbers After { get; init; }

    /// <summary>What was taken away, one sentence each.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>How many candidates were tried.</summary>
    public required int Tries { get; init; }

    /// <summary>
    /// Why no more were tried: <c>minimal</c>, <c>out-of-tries</c> or <c>out-of-time</c>. Only after the last does the result depend on
    /// the machine.
    /// </summary>
    public required string End { get; init; }

    /// <summary>Wall seconds that it took.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>The minimal run's file.</summary>
    public required string RunFile { get; init; }

    /// <summary>The minimal run.</summary>
    public required RunSummary Run { get; init; }

    /// <summary>The summary of a shrunk run.</summary>
    /// <param name="shrunk">The shrunk run.</param>
    /// <param name="folder">Where it was written.</param>
    /// <returns>The summary.</returns>
    public static ShrinkSummary Of(ShrunkRun shrunk, RunFolder folder) => new()
    {
        Promise = shrunk.Promise,
        Before = SizeNumbers.Of(shrunk.Before),
        After = SizeNumbers.Of(shrunk.After),
        Removed = shrunk.Removed,
        Tries = shrunk.Tries,
        End = shrunk.End switch
        {
            ShrinkEnd.Minimal => "minimal",
            ShrinkEnd.OutOfTries => "out-of-tries",
            _ => "out-of-time",
        },
        WallSeconds = Math.Round(shrunk.WallTime.TotalSeconds, 3),
        RunFile = Path.Combine(folder.Path, RunFolder.RunName),
        Run = RunSummary.Of(shrunk.Run.Report),
    };
}

/// <summary>How large a run is.</summary>
/// <param name="Faults">Faults in its plan.</param>
/// <param name="FaultSeconds">How many virtual seconds they last, added up.</param>
/// <param name="Operations">Operations that users ask.</param>
/// <param name="Clients">Clients.</param>
/// <param name="Nodes">Nodes.</param>
/// <param name="VirtualSeconds">Virtual seconds that it lasts.</param>
public sealed record SizeNumbers(int Faults, double FaultSeconds, int Operations, int Clients, int Nodes, double VirtualSeconds)
{
    internal static SizeNumbers Of(RunSize size) => new(
        size.Faults, size.FaultTime.TotalSeconds, size.Operations, size.Clients, size.Nodes, size.VirtualTime.TotalSeconds);
}
