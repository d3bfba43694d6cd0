using Faultline.Checking.Verdicts;
using Faultline.Reports.Text;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Header;

/// <summary>Verdicts in words.</summary>
internal static class VerdictWords
{
    /// <summary>A verdict in one word, which is also its style class in lower case.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Held => "Held",
        Verdict.Broken => "Broken",
        Verdict.Exceeded => "Exceeded",
        _ => "Undecided",
    };

    /// <summary>The whole run in one sentence.</summary>
    public static string Sentence(RunReport report)
    {
        if (report.Promises.Count == 0) return "No promise was checked.";
        var through = report.Faults.Count == 0 ? "without faults" : $"through {Format.Count(report.Faults.Count, "fault")}";
        return report.Verdict switch
        {
            Verdict.Held when report.Promises.Count == 1 => $"The promise held, {through}: {report.Promises[0].Name}.",
            Verdict.Held => $"All {report.Promises.Count} promises held, {through}.",
            Verdict.Broken => $"{Share(report, Verdict.Broken)} broken, {through}: {Names(report, Verdict.Broken)}.",
            Verdict.Exceeded => $"{Share(report, Verdict.Exceeded)} not kept, {through} that they do not cover: "
                + $"{Names(report, Verdict.Exceeded)}.",
            _ => $"{Share(report, Verdict.Undecided)} left undecided, {through}: {Names(report, Verdict.Undecided)}.",
        };
    }

    private static string Share(RunReport report, Verdict verdict)
    {
        var count = report.Promises.Count(promise => promise.Result.Verdict == verdict);
        return $"{count} of {Format.Count(report.Promises.Count, "promise")} {(count == 1 ? "was" : "were")}";
    }

    private static string Names(RunReport report, Verdict verdict) =>
        string.Join(", ", report.Promises.Where(promise => promise.Result.Verdict == verdict).Select(promise => promise.Name));
}
