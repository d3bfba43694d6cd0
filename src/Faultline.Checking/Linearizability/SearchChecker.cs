using Faultline.Checking.Linearizability.Evidence;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability;

/// <summary>Decides linearizability of any model by search: part by part, after Wing and Gong, and Lowe.</summary>
/// <remarks>
/// The problem is NP-complete; the search is nearly linear for histories in which few operations overlap on each part. The
/// first broken part ends the check. Not a proof of absence of bugs in the model: it takes the model's word. No state is
/// kept between checks, so one instance may serve several threads.
/// </remarks>
public sealed class SearchChecker : ILinearizabilityChecker
{
    /// <inheritdoc />
    public LinearizabilityResult Check<TState>(
        History history, SequentialModel<TState> model, SearchLimits limits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(limits);
        var parts = HistoryPart.Split(history, model);
        var visited = new VisitedConfigurations();
        long steps = 0, states = 0;
        var undecided = new List<string>();
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var register = RegisterPart.Of(part, model);
            var outcome = register is null
                ? Run(new ModelMachine<TState>(model, part.Entries), part.ToTimeline())
                : Run(new RegisterMachine(register.Operations, register.Initial), register.Timeline);
            steps += outcome.Steps;
            states += outcome.States;
            if (outcome.End == SearchEnd.OutOfSteps) undecided.Add(HowFar(part, model, outcome));
            if (outcome.End != SearchEnd.NotLinearizable) continue;
            var broken = register is null
                ? ExplainModel(part, model, outcome.Furthest, limits, visited, cancellation)
                : ExplainRegister(register, model.NameOfPart(part.Name), outcome.Furthest, limits, visited, cancellation);
            return new LinearizabilityResult(broken.Result, parts.Count, steps + broken.Steps, states);
        }

        var result = undecided.Count == 0
            ? new CheckResult(Verdict.Held, HowItHeld(parts, states))
            : new CheckResult(Verdict.Undecided, undecided[0] + (undecided.Count == 1 ? "" :
                $"; {undecided.Count - 1} more of {parts.Count} parts are undecided"));
        return new LinearizabilityResult(result, parts.Count, steps, states);

        SearchOutcome Run<TMachine>(TMachine machine, Timeline timeline) where TMachine : struct, IPartMachine =>
            new PartSearch<TMachine>(machine, timeline, visited, limits.Steps, limits.States, cancellation).Run();
    }

    private static string HowItHeld(List<HistoryPart> parts, long states)
    {
        var operations = parts.Sum(static part => (long)part.Entries.Count);
        return $"{Words.Count(operations, "operation")} in {Words.Count(parts.Count, "part")} have a legal order, "
            + $"found in {Words.Count(states, "state")}";
    }

    private static string HowFar<TState>(HistoryPart part, SequentialModel<TState> model, SearchOutcome outcome)
    {
        var unknown = part.Entries.Count - outcome.Known;
        return $"explored {Words.Count(outcome.States, "state")} of {model.NameOfPart(part.Name)} in "
            + $"{Words.Count(outcome.Steps, "step")} without an answer; longest legal prefix {Words.Number(outcome.Longest)} of "
            + $"{Words.Count(outcome.Known, "operation")}, with {Words.Count(unknown, "unknown outcome")} besides; "
            + "raise the limits, or check a shorter history";
    }

    private static (CheckResult Result, long Steps) ExplainRegister(
        RegisterPart part,
        string name,
        int furthest,
        SearchLimits limits,
        VisitedConfigurations visited,
        CancellationToken cancellation)
    {
        var shrinker = new RegisterEvidence(part, furthest, limits, visited, cancellation);
        var proof = shrinker.Find();
        List<HistoryEntry> evidence = [.. proof.Select(i => part.Part.Entries[i])];
        var detail = new RegisterExplanation(part, proof).Find() ?? NoOrder(evidence, name, part.Part.Entries[furthest]);
        return (new CheckResult(Verdict.Broken, detail, evidence), shrinker.Steps);
    }

    /// <remarks>
    /// Of a model that does not say which value an operation reads, only reads can be left out without inventing a violation:
    /// a legal order stays legal without them.
    /// </remarks>
    private static (CheckResult Result, long Steps) ExplainModel<TState>(
        HistoryPart part,
        SequentialModel<TState> model,
        int furthest,
        SearchLimits limits,
        VisitedConfigurations visited,
        CancellationToken cancellation)
    {
        var end = part.Entries[furthest].Completed.Index;
        var prefix = part.Entries.Where(entry => entry.Invoked.Index < end).ToList();
        var reads = Enumerable.Range(0, prefix.Count).Where(i => IsRead(prefix[i])).ToList();
        var stepsLeft = limits.ShrinkSteps;
        var evidence = With(DeltaDebugging.Shrink(reads, kept => IsBroken(With(kept))));
        var detail = NoOrder(evidence, model.NameOfPart(part.Name), part.Entries[furthest]);
        return (new CheckResult(Verdict.Broken, detail, evidence), limits.ShrinkSteps - stepsLeft);

        bool IsRead(HistoryEntry entry) => model.IsReadOnly(entry.Operation, entry.Observed());

        List<HistoryEntry> With(List<int> kept)
        {
            var isKept = new bool[prefix.Count];
            foreach (var read in kept) isKept[read] = true;
            return [.. prefix.Where((entry, i) => isKept[i] || !IsRead(entry))];
        }

        bool IsBroken(List<HistoryEntry> entries)
        {
            if (stepsLeft <= 0) return false;
            var machine = new ModelMachine<TState>(model, entries);
            var timeline = new HistoryPart(part.Name, entries).ToTimeline();
            var search = new PartSearch<ModelMachine<TState>>(
                machine, timeline, visited, Math.Min(stepsLeft, limits.Steps), limits.States, cancellation);
            var outcome = search.Run();
            stepsLeft -= outcome.Steps + entries.Count;
            return outcome.End == SearchEnd.NotLinearizable;
        }
    }

    private static string NoOrder(List<HistoryEntry> evidence, string name, HistoryEntry furthest)
    {
        var first = evidence.Min(static entry => entry.Invoked.Time);
        var last = evidence
            .Where(static entry => entry.Outcome == OperationOutcome.Ok)
            .Max(static entry => entry.Completed.Time);
        var sentence = $"no order of {Words.Count(evidence.Count, "operation")} on {name}, from {Words.Seconds(first)} to "
            + $"{Words.Seconds(last)}, gives every user the result that was seen";
        return evidence.Contains(furthest)
            ? $"{sentence}; none gets past `{furthest}`, completed at {Words.Seconds(furthest.Completed.Time)}"
            : sentence;
    }
}
