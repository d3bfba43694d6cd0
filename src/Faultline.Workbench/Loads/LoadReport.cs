using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Loads;

/// <summary>What users got at several rates.</summary>
/// <param name="Settings">What was run; the rate is not one of them.</param>
/// <param name="SystemSummary">The system in one sentence.</param>
/// <param name="Points">One for each rate, lowest first.</param>
public sealed record LoadReport(RunSettings Settings, string SystemSummary, IReadOnlyList<LoadPoint> Points)
{
    /// <summary>Broken if a promise was at any rate; else undecided if any was; else held.</summary>
    public Verdict Verdict =>
        Points.Any(static point => point.Verdict == Verdict.Broken) ? Verdict.Broken
        : Points.Any(static point => point.Verdict == Verdict.Undecided) ? Verdict.Undecided
        : Verdict.Held;
}

/// <summary>What users got at one rate.</summary>
/// <param name="Rate">Operations a second that were asked for.</param>
/// <param name="Offered">Operations a second that users wanted in fact.</param>
/// <param name="Goodput">Operations a second that took effect and were answered.</param>
/// <param name="Levels">Counts and latencies.</param>
/// <param name="Verdict">What became of the promises.</param>
/// <param name="TraceHash">The run's trace hash.</param>
public sealed record LoadPoint(int Rate, double Offered, double Goodput, ServiceLevels Levels, Verdict Verdict, string TraceHash)
{
    internal static LoadPoint Of(RunReport report)
    {
        var levels = report.ServiceLevels;
        var seconds = report.VirtualTime.TotalSeconds;
        return new LoadPoint(
            (int)report.Settings.Rate, report.Wanted.Count / seconds, levels.Ok / seconds, levels, report.Verdict, report.TraceHash);
    }
}
