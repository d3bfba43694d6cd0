using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Replays;

/// <summary>Repeats a run from its file, and compares event by event.</summary>
public static class Replay
{
    /// <summary>Repeats a run.</summary>
    /// <param name="path">Its <c>run.json</c>.</param>
    /// <param name="options">How it is watched.</param>
    /// <returns>The run, and whether it was the same.</returns>
    /// <exception cref="BadInputException">The file cannot be used.</exception>
    public static ReplayResult Run(string path, RunOptions options)
    {
        var file = RunFile.Read(path);
        var expected = RunFolder.ReadFingerprints(path);
        var setup = file.Setup();
        var run = Runner.Run(setup, options with { Expected = expected });
        return new ReplayResult(file, run, expected is not null);
    }
}

/// <summary>A replay and the run that it repeats.</summary>
/// <param name="Recorded">The run file.</param>
/// <param name="Run">The run as it came out now.</param>
/// <param name="HasFingerprints">Whether the events could be compared one by one.</param>
public sealed record ReplayResult(RunFile Recorded, CompletedRun Run, bool HasFingerprints)
{
    /// <summary>Whether the run was the same.</summary>
    public bool IsSame => Run.Report.TraceHash == Recorded.Result.TraceHash && Run.Divergence is null;
}
