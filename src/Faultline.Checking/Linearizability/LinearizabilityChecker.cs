using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability;

/// <summary>Decides linearizability of any model by search: part by part, after Wing and Gong, and Lowe.</summary>
/// <remarks>
/// Where a part holds a single value, a result that no write can explain is looked for before the search, in O(n log
/// n). The problem as a whole is NP-complete; the search is nearly linear for histories in which few operations overlap
/// on each part. The first broken part ends the check. Not a proof of absence of bugs in the model: it takes the
/// model's word.
/// </remarks>
public static class LinearizabilityChecker
{
    /// <summary>Decides whether a history could have come from one object that did one operation after another.</summary>
    /// <remarks>
    /// Operations with outcome fail had no effect. Operations with an unknown outcome may take effect at any time after
    /// their invocation, or never, even where the history says when the user gave up on them.
    /// </remarks>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">What they should have got.</param>
    /// <param name="limits">How much work to do before the answer is undecided; null for the default.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history, model and limits.</returns>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static LinearizabilityResult Check<TState>(
        History history,
        SequentialModel<TState> model,
        SearchLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        limits ??= SearchLimits.Default;
        List<HistoryPart> parts =
            [.. HistoryPart.Split(history, model).SelectMany(part => IndependentOperations.Split(part, model))];
        var findings = new PartChecks<TState>(parts, model, limits, cancellation).Run();
        var states = findings.Sum(static finding => finding.Outcome.States);
        var undecided = findings.Where(static finding => finding.Verdict == Verdict.Undecided).ToList();
        var result = findings is [.., { Broken: { } broken }] ? broken
            : undecided.Count == 0 ? new CheckResult(Verdict.Held, HowItHeld(findings, states))
            : new CheckResult(Verdict.Undecided, undecided[0].HowFar(limits) + (undecided.Count == 1 ? "" :
                $"; {undecided.Count - 1} more of {parts.Count} parts are undecided"));
        return new LinearizabilityResult(result, parts.Count, findings.Sum(static finding => finding.Outcome.Steps), states)
        {
            ByPart = [.. findings.Select(static finding => finding.ToResult())],
        };
    }

    private static string HowItHeld(List<PartFinding> findings, long states)
    {
        var operations = findings.Sum(static finding => (long)finding.Part.Entries.Count);
        return $"{Words.Count(operations, "operation")} in {Words.Count(findings.Count, "part")} have a legal order, "
            + (states == 0 ? "found without a search" : $"found in {Words.Count(states, "state")}");
    }
}
