using Faultline.Checking.Chat;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Progress;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Systems;

namespace Faultline.Workbench.Runs;

/// <summary>Checks a run against exactly what its system promises.</summary>
internal static class PromiseChecks
{
    private const string Invariants = "invariants";

    public static IReadOnlyList<PromiseReport> Check(
        RunSetup setup, RunEnd end, History history, RunWatch watch, Excess? excess, Action<string> stage,
        CancellationToken cancellation)
    {
        var reports = new List<PromiseReport>();
        foreach (var promise in setup.Promises)
        {
            var name = NameOf(promise.Kind);
            stage("checking " + name);
            cancellation.ThrowIfCancellationRequested();
            reports.Add(new PromiseReport(name, promise.Statement, Check(promise, setup, end, history, watch, cancellation)));
        }

        reports.Add(new PromiseReport(Invariants, "no node finds its own state impossible", end.Finding is { } finding
            ? new CheckResult(Verdict.Broken, finding) { ShownAt = end.FoundAt }
            : new CheckResult(Verdict.Held, "none was broken")));
        return excess is null
            ? reports
            : [.. reports.Select(report => report with { Result = excess.Excuse(report.Result, FoundAt(report)) })];

        TimeSpan? FoundAt(PromiseReport report) => report.Name == Invariants ? end.FoundAt : null;
    }

    /// <summary>Broken if any is; else exceeded if any is; else undecided if any is; else held.</summary>
    public static Verdict Overall(IEnumerable<PromiseReport> promises) => Verdicts.Worst(
        promises.Select(static promise => promise.Result.Verdict));

    private static CheckResult Check(
        Promise promise, RunSetup setup, RunEnd end, History history, RunWatch watch, CancellationToken cancellation)
    {
        switch (promise.Kind)
        {
            case PromiseKind.Linearizable:
                return LinearizabilityChecker.Check(history, new KeyValueModel(), SearchLimits.Default, cancellation).Result;
            case PromiseKind.NoLoss:
                return ChatLossChecker.Check(history);
            case PromiseKind.SameOrder:
                return ChatOrderChecker.Check(history);
            case PromiseKind.NoDuplicates:
                return ChatDuplicatesChecker.Check(history);
            case PromiseKind.Progress when end.Finding is not null || end.IsStopped:
                return new CheckResult(Verdict.Undecided, "the run stopped early");
            case PromiseKind.Progress:
                return ProgressChecker.Check(
                    history, setup.Settings.Clients, setup.Plan.HealedAt, promise.Bound, setup.Settings.Duration, Lost(setup));
            default:
                return watch.Checkers.First(entry => entry.Kind == promise.Kind).Checker.Conclude(history);
        }
    }

    /// <summary>The places of the users whose own host is gone for good, or lies.</summary>
    private static HashSet<int> Lost(RunSetup setup)
    {
        var lost = setup.Plan.Lost.Concat(setup.Unbound).ToHashSet();
        return [.. setup.UserHosts.Index().Where(user => lost.Contains(user.Item)).Select(static user => user.Index)];
    }

    private static string NameOf(PromiseKind kind) => kind switch
    {
        PromiseKind.Linearizable => "linearizable",
        PromiseKind.Agreement => "agreement",
        PromiseKind.Validity => "validity",
        PromiseKind.Integrity => "integrity",
        PromiseKind.PromisesKept => "promises-kept",
        PromiseKind.OneLeader => "one-leader",
        PromiseKind.StreamIntegrity => "stream-integrity",
        PromiseKind.Conservation => "conservation",
        PromiseKind.NoLoss => "no-loss",
        PromiseKind.SameOrder => "same-order",
        PromiseKind.NoDuplicates => "no-duplicates",
        PromiseKind.Progress => "progress",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of promise"),
    };
}

/// <summary>How a run came to its end.</summary>
/// <param name="Finding">The node that found its own state impossible, and how, or what else ended a node; null where all went on.</param>
/// <param name="FoundAt">When; null where that is not known.</param>
/// <param name="IsStopped">Whether somebody ended it early.</param>
internal sealed record RunEnd(string? Finding, TimeSpan? FoundAt, bool IsStopped);
