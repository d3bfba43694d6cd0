using Faultline.Measurement;
using Faultline.Model.Operations;
using Faultline.Workbench.RealLoads;

namespace Faultline.Workbench.Files;

/// <summary>The load of a real cluster as one JSON object: what <c>load --json</c> prints.</summary>
/// <param name="Clients">How many clients there were.</param>
/// <param name="Rate">Operations a second that were asked for; null for as many as the clients got done.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Operations">The users' operations.</param>
/// <param name="GivenUp">Wishes that were never asked.</param>
/// <param name="ReadsMs">Latency of reads in milliseconds, from when the user wanted them.</param>
/// <param name="WritesMs">Latency of the others.</param>
/// <param name="History">The file with all of them.</param>
public sealed record RealLoadSummary(
    int Clients, decimal? Rate, double Seconds, double PerSecond, OperationCounts Operations, long GivenUp, AnsweredLatency ReadsMs,
    AnsweredLatency WritesMs, string History)
{
    /// <summary>The summary of a load.</summary>
    /// <param name="report">The load.</param>
    /// <param name="rate">The rate that was asked for.</param>
    /// <param name="clients">How many clients there were.</param>
    /// <param name="history">Where the history was written.</param>
    /// <returns>The summary.</returns>
    public static RealLoadSummary Of(RealLoadReport report, decimal? rate, int clients, string history) => new(
        clients, rate, Math.Round(report.Duration.TotalSeconds, 3), Math.Round(report.PerSecond, 1),
        new OperationCounts(report.Count(OperationOutcome.Ok), report.Count(OperationOutcome.Fail), report.Count(OperationOutcome.Info)),
        report.GivenUp, report.Answered(reads: true), report.Answered(reads: false), history);
}
