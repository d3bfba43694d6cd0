using Faultline.Checking.Linearizability;
using Faultline.Checking.Progress;
using Faultline.Checking.Verdicts;
using Faultline.Model.Clocks;
using Faultline.Model.Histories;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Runs;

/// <summary>Checks a run against exactly what its system promises.</summary>
internal static class PromiseChecks
{
    public static IReadOnlyList<PromiseReport> Check(
        RunSetup setup, World world, History history, RunWatch watch, Action<string> stage, CancellationToken cancellation)
    {
        var reports = new List<PromiseReport>();
        foreach (var promise in setup.Promises)
        {
            var name = NameOf(promise.Kind);
            stage("checking " + name);
            cancellation.ThrowIfCancellationRequested();
            reports.Add(new PromiseReport(name, promise.Statement, Check(promise, setup, world, history, watch, cancellation)));
        }

        reports.Add(new PromiseReport("invariants", "no node finds its own state impossible", world.Finding is { } finding
            ? new CheckResult(Verdict.Broken,
                $"{finding.Node} at {Duration.Format(finding.Time)}, handling {finding.Event}: {finding.Message}")
            {
                ShownAt = finding.Time,
            }
            : new CheckResult(Verdict.Held, "none was broken")));
        return reports;
    }

    /// <summary>Broken if any is; else undecided if any is; else held.</summary>
    public static Verdict Overall(IEnumerable<PromiseReport> promises)
    {
        var verdicts = promises.Select(static promise => promise.Result.Verdict).ToHashSet();
        return verdicts.Contains(Verdict.Broken) ? Verdict.Broken
            : verdicts.Contains(Verdict.Undecided) ? Verdict.Undecided
            : Verdict.Held;
    }

    private static CheckResult Check(
        Promise promise, RunSetup setup, World world, History history, RunWatch watch, CancellationToken cancellation)
    {
        switch (promise.Kind)
        {
            case PromiseKind.Linearizable:
                return new SearchChecker().Check(history, new KeyValueModel(), SearchLimits.Default, cancellation).Result;
            case PromiseKind.Progress when world.Finding is not null:
                return new CheckResult(Verdict.Undecided, "the run stopped early");
            case PromiseKind.Progress:
                return ProgressChecker.Check(
                    history, setup.Settings.Clients, setup.Plan.HealedAt, promise.Bound, setup.Settings.Duration);
            default:
                return watch.Checkers.First(entry => entry.Kind == promise.Kind).Checker.Conclude(history);
        }
    }

    private static string NameOf(PromiseKind kind) => kind switch
    {
        PromiseKind.Linearizable => "linearizable",
        PromiseKind.Agreement => "agreement",
        PromiseKind.Validity => "validity",
        PromiseKind.Integrity => "integrity",
        PromiseKind.PromisesKept => "promises-kept",
        PromiseKind.OneLeader => "one-leader",
        PromiseKind.Progress => "progress",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of promise"),
    };
}
