using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Stepping;

/// <summary>The moment at which a run's first promise was broken.</summary>
public static class FirstViolation
{
    /// <summary>Finds it.</summary>
    /// <param name="report">The run.</param>
    /// <returns>The time; null where nothing was broken at a known moment.</returns>
    public static TimeSpan? Of(RunReport report) => report.Promises
        .Where(static promise => promise.Result.Verdict == Verdict.Broken)
        .Select(static promise => promise.Result.Evidence.Where(static entry => entry.HasEnded).Select(static entry => (TimeSpan?)entry.Completed.Time).Max())
        .Min();
}
