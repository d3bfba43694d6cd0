using Faultline.Workbench.Loads;

namespace Faultline.Workbench.Files;

/// <summary>A load curve as one JSON object: <c>load.json</c>, and what <c>load --json</c> prints.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Verdict"><c>held</c>, <c>broken</c> or <c>undecided</c>.</param>
/// <param name="Settings">What was run; the rate is not one of them.</param>
/// <param name="Points">One for each rate, lowest first.</param>
public sealed record LoadSummary(
    string System, ulong Seed, string Verdict, Runs.RunSettings Settings, IReadOnlyList<LoadPointSummary> Points)
{
    /// <summary>The summary of a load curve.</summary>
    /// <param name="report">The curve.</param>
    /// <returns>The summary.</returns>
    public static LoadSummary Of(LoadReport report) => new(
        report.Settings.System, report.Settings.Seed, RunSummary.NameOf(report.Verdict), report.Settings,
        [.. report.Points.Select(LoadPointSummary.Of)]);
}

/// <summary>One rate of a load curve.</summary>
/// <param name="Rate">Operations a second that were asked for.</param>
/// <param name="Offered">Operations a second that users wanted in fact.</param>
/// <param name="Goodput">Operations a second that took effect and were answered.</param>
/// <param name="Operations">The users' operations.</param>
/// <param name="LatencyMs">Latency of the answered ones, in milliseconds.</param>
/// <param name="Verdict"><c>held</c>, <c>broken</c> or <c>undecided</c>.</param>
/// <param name="TraceHash">The run's trace hash: 16 hexadecimal digits.</param>
public sealed record LoadPointSummary(
    int Rate, double Offered, double Goodput, OperationCounts Operations, LatencyNumbers LatencyMs, string Verdict, string TraceHash)
{
    internal static LoadPointSummary Of(LoadPoint point) => new(
        point.Rate, Math.Round(point.Offered, 2), Math.Round(point.Goodput, 2),
        new OperationCounts(point.Levels.Ok, point.Levels.Failed, point.Levels.Unknown),
        new LatencyNumbers(
            Math.Round(point.Levels.Latency.P50, 3), Math.Round(point.Levels.Latency.P99, 3), Math.Round(point.Levels.Latency.Max, 3)),
        RunSummary.NameOf(point.Verdict), point.TraceHash);
}
