using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Stepping;

/// <summary>The moment at which a run's first promise was broken.</summary>
public static class FirstViolation
{
    /// <summary>Finds it.</summary>
    /// <param name="report">The run.</param>
    /// <returns>The time; null where nothing was broken at a known moment.</returns>
    public static TimeSpan? Of(RunReport report) => report.Promises.Select(static promise => promise.Result)
        .Where(static result => result.Verdict is Verdict.Broken or Verdict.Exceeded)
        .Select(static result => result.ShownAt ?? result.Evidence.Where(static entry => entry.HasEnded).Max(CompletionOf))
        .Min();

    private static TimeSpan? CompletionOf(HistoryEntry entry) => entry.Completed.Time;
}
