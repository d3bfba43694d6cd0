using Faultline.Checking.Transactions;
using Faultline.Workbench.Checks;

namespace Faultline.Workbench.Files;

/// <summary>A check of a file as one JSON object: what <c>check --json</c> prints.</summary>
public sealed record CheckSummary
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Its format; absent where reading was not finished.</summary>
    public string? Format { get; init; }

    /// <summary>What it was checked as.</summary>
    public string? Model { get; init; }

    /// <summary>What it was held against.</summary>
    public string? Consistency { get; init; }

    /// <summary><c>held</c>, <c>broken</c> or <c>undecided</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The finding in words.</summary>
    public required string Detail { get; init; }

    /// <summary>The operations.</summary>
    public required OperationCounts Operations { get; init; }

    /// <summary>How many parts each algorithm decided.</summary>
    public IReadOnlyDictionary<string, int>? Methods { get; init; }

    /// <summary>For transactions: the strongest levels that the history allows.</summary>
    public IReadOnlyList<string>? Strongest { get; init; }

    /// <summary>For transactions: the anomalies found, the worst first.</summary>
    public IReadOnlyList<AnomalySummary>? Anomalies { get; init; }

    /// <summary>For broken: the operations that prove it.</summary>
    public required IReadOnlyList<EvidenceSummary> Evidence { get; init; }

    /// <summary>Wall seconds that it took, reading included.</summary>
    public required double Seconds { get; init; }

    /// <summary>The summary of a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The summary.</returns>
    public static CheckSummary Of(CheckReport report) => new()
    {
        File = report.File,
        Format = report.Format,
        Model = report.Model,
        Consistency = report.Consistency,
        Verdict = RunSummary.NameOf(report.Result.Verdict),
        Detail = report.Result.Detail,
        Operations = new OperationCounts(report.Operations - report.Failed - report.Unknown, report.Failed, report.Unknown),
        Methods = report.Methods.Count == 0 ? null
            : report.Methods.ToDictionary(static found => CheckWords.NameOf(found.Method), static found => found.Parts),
        Strongest = report.Isolation is { } isolation ? [.. isolation.Strongest.Select(IsolationLevels.NameOf)] : null,
        Anomalies = report.Isolation is { } found
            ? [.. found.Anomalies.Select(static anomaly => new AnomalySummary(
                anomaly.Name, anomaly.Detail, [.. anomaly.Transactions.Select(static transaction => transaction.Line)]))]
            : null,
        Evidence = [.. report.Result.Evidence.Select(static entry => new EvidenceSummary(
            entry.Line, entry.Process, entry.Operation.ToString()!, entry.Answer, entry.Invoked.Time.TotalSeconds,
            entry.HasEnded ? entry.Completed.Time.TotalSeconds : null))],
        Seconds = Math.Round(report.Elapsed.TotalSeconds, 3),
    };
}

/// <summary>An anomaly among transactions.</summary>
/// <param name="Name">Its name in the field, such as <c>G-single</c>.</param>
/// <param name="Detail">It in words; T1, T2, and so on are its transactions in their order.</param>
/// <param name="Lines">The lines of their invocations, from 1; 0 where there is none.</param>
public sealed record AnomalySummary(string Name, string Detail, IReadOnlyList<int> Lines);

/// <summary>An operation that proves a finding.</summary>
/// <param name="Line">The line of its invocation, from 1; 0 where there is none.</param>
/// <param name="Process">The process.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Answer">What was got.</param>
/// <param name="From">When it was asked, in seconds.</param>
/// <param name="To">When it ended; absent where it never did.</param>
public sealed record EvidenceSummary(int Line, int Process, string Operation, string Answer, double From, double? To);
