using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>
/// Finds a minimal run that breaks the same promise: fewest faults and operations, shortest windows, fewest clients and nodes.
/// </summary>
/// <remarks>
/// Every candidate is really run. The same run and options give the same result, unless the time limit ends the work. Minimal means
/// that nothing single can be taken away any more, not that no smaller run exists.
/// </remarks>
public static class Shrinker
{
    /// <summary>How many other seeds candidates are tried with, in turn: few while they are dear, many once they are cheap.</summary>
    private static readonly int[] OtherSeeds = [2, 8, 32];

    /// <summary>Shrinks a run.</summary>
    /// <param name="run">The run, to its end.</param>
    /// <param name="options">How.</param>
    /// <returns>The minimal run.</returns>
    /// <exception cref="BadInputException">No promise was broken in it, or not the one that was asked for.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ShrunkRun Shrink(CompletedRun run, ShrinkOptions options)
    {
        var promise = PromiseOf(run.Report, options.Promise);
        var oracle = new Oracle(promise, options);
        var search = new Search(Candidate.Of(run), oracle, options.Progress);
        var original = search.Current;
        Run(search, Passes.First, otherSeeds: 0);
        Run(search, Passes.Removals, otherSeeds: 0);
        var early = search.Current;
        RunUntilNothingGoes(search, oracle, 0, []);
        Run(search, Passes.Leaps, otherSeeds: 0);
        LowerThresholds(search, oracle, early);
        foreach (var otherSeeds in OtherSeeds) RunUntilNothingGoes(search, oracle, otherSeeds, []);
        RunUntilNothingGoes(search, oracle, OtherSeeds[^1], Passes.Last);
        search.OtherSeeds = 0;
        search.Simplify(candidate => Thresholds.Restore(candidate, original.Settings.Options));

        var shrunk = Runner.Run(
            search.Current.Setup(), new RunOptions { KeepFingerprints = true, Cancellation = options.Cancellation });
        return new ShrunkRun(promise.Name, shrunk, original, search.Current, oracle.Tries, oracle.End, oracle.Elapsed);
    }

    /// <summary>
    /// Where many operations are still needed, something may have to pile up: tries the other way, with less of that from early on, and
    /// keeps what comes to fewer operations.
    /// </summary>
    private static void LowerThresholds(Search search, Oracle oracle, Candidate early)
    {
        var without = search.Current;
        if (without.Operations.Count <= Thresholds.ManyOperations) return;
        (search.Current, search.OtherSeeds) = (early, 0);
        search.Simplify(Thresholds.LowerAny);
        RunUntilNothingGoes(search, oracle, 0, []);
        Run(search, Passes.Leaps, otherSeeds: 0);
        if (search.Current.Operations.Count >= without.Operations.Count) search.Current = without;
    }

    private static void RunUntilNothingGoes(Search search, Oracle oracle, int otherSeeds, IReadOnlyList<Pass> before)
    {
        Candidate last;
        do
        {
            last = search.Current;
            Run(search, before, otherSeeds);
            Run(search, Passes.Removals, otherSeeds);
            Run(search, Passes.Simplifications, otherSeeds: 0);
        }
        while (search.Current != last && oracle.End == ShrinkEnd.Minimal);
    }

    private static void Run(Search search, IReadOnlyList<Pass> passes, int otherSeeds)
    {
        foreach (var pass in passes)
        {
            search.OtherSeeds = pass.OtherSeeds ?? otherSeeds;
            search.Pass = pass.Name;
            pass.Run(search);
        }
    }

    /// <summary>The promise that failed: a broken one before one that was exceeded.</summary>
    private static PromiseReport PromiseOf(RunReport report, string? wanted)
    {
        var broken = report.Promises.Where(static promise => promise.Result.Verdict is Verdict.Broken or Verdict.Exceeded)
            .OrderBy(static promise => promise.Result.Verdict).ToArray();
        if (broken.Length == 0)
        {
            throw new BadInputException(report.Verdict == Verdict.Held
                ? "there is nothing to shrink: every promise held"
                : "there is nothing to shrink: no promise was broken");
        }

        if (wanted is null) return broken[0];
        return broken.FirstOrDefault(promise => promise.Name == wanted) ?? throw new BadInputException(
            $"the promise {wanted} was not broken in this run: broken were {string.Join(", ", broken.Select(static p => p.Name))}");
    }
}
