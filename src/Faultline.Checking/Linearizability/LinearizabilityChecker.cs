using Faultline.Checking.Linearizability.Evidence;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

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
    private const long FirstSteps = 100_000;
    private const long FirstStepsPerOperation = 40;

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
        var parts = HistoryPart.Split(history, model);
        var visited = new VisitedConfigurations();
        long steps = 0, states = 0;
        var undecided = new List<string>();
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var (outcome, broken) = RegisterPart.Of(part, model) is { } register
                ? CheckRegister(register, model.NameOfPart(part.Name), limits, visited, cancellation)
                : CheckModel(part, model, limits, visited, cancellation);
            steps += outcome.Steps;
            states += outcome.States;
            if (broken is not null) return new LinearizabilityResult(broken, parts.Count, steps, states);
            if (outcome.End == SearchEnd.OutOfSteps) undecided.Add(HowFar(part, model, outcome));
        }

        var result = undecided.Count == 0
            ? new CheckResult(Verdict.Held, HowItHeld(parts, states))
            : new CheckResult(Verdict.Undecided, undecided[0] + (undecided.Count == 1 ? "" :
                $"; {undecided.Count - 1} more of {parts.Count} parts are undecided"));
        return new LinearizabilityResult(result, parts.Count, steps, states);
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
            + $"{Words.Count(outcome.Steps, "step")} without an answer; longest legal prefix "
            + $"{Words.Number(outcome.Longest)} of "
            + $"{Words.Count(outcome.Known, "operation")}, with {Words.Count(unknown, "unknown outcome")} besides; "
            + "raise the limits, or check a shorter history";
    }

    private static (SearchOutcome Outcome, CheckResult? Broken) CheckRegister(
        RegisterPart part,
        string name,
        SearchLimits limits,
        VisitedConfigurations visited,
        CancellationToken cancellation)
    {
        var readability = new Readability(part);
        var evidence = new RegisterEvidence(part, readability, limits, visited, cancellation);
        var outcome = new SearchOutcome(SearchEnd.NotLinearizable, part.Timeline.Count, 0, 0, 0, Furthest: -1);
        var reader = readability.FirstImpossibleReader();
        if (reader >= 0) return (outcome, Broken(evidence.Against(reader), reader));

        // A first search with few steps, which is enough for almost every history. Where it is not, a proof from the
        // last operations that it came to may be at hand, when to try every order of all operations is hopeless.
        var machine = new RegisterMachine(part.Operations, part.Initial);
        var fewSteps = Math.Min(limits.Steps, FirstSteps + (FirstStepsPerOperation * part.Timeline.Count));
        outcome = Search(machine, part.Timeline, visited, fewSteps, limits, cancellation);
        var proof = outcome switch
        {
            { End: SearchEnd.NotLinearizable } => evidence.Shrink(outcome.Furthest),
            { End: SearchEnd.OutOfSteps, Furthest: >= 0 } => evidence.TryBefore(outcome.Furthest),
            _ => null,
        };
        if (proof is null && outcome.End == SearchEnd.OutOfSteps && fewSteps < limits.Steps)
        {
            var first = outcome;
            outcome = Search(machine, part.Timeline, visited, limits.Steps, limits, cancellation);
            outcome = outcome with { Steps = outcome.Steps + first.Steps, States = outcome.States + first.States };
            if (outcome.End == SearchEnd.NotLinearizable) proof = evidence.Shrink(outcome.Furthest);
        }

        return (
            outcome with { Steps = outcome.Steps + evidence.Steps },
            proof is null ? null : Broken(proof, outcome.Furthest));

        CheckResult Broken(List<int> operations, int furthest)
        {
            List<HistoryEntry> entries = [.. operations.Select(i => part.Part.Entries[i])];
            var detail = new RegisterExplanation(part, readability, operations).Find()
                ?? NoOrder(entries, name, part.Part.Entries[furthest]);
            return new CheckResult(Verdict.Broken, detail, entries);
        }
    }

    /// <remarks>
    /// Of a model that does not say which value an operation reads, only reads can be left out without inventing a
    /// violation: a legal order stays legal without them.
    /// </remarks>
    private static (SearchOutcome Outcome, CheckResult? Broken) CheckModel<TState>(
        HistoryPart part,
        SequentialModel<TState> model,
        SearchLimits limits,
        VisitedConfigurations visited,
        CancellationToken cancellation)
    {
        var outcome = SearchModel(part, limits.Steps);
        if (outcome.End != SearchEnd.NotLinearizable) return (outcome, null);
        var furthest = part.Entries[outcome.Furthest];
        var prefix = part.Entries.Where(entry => entry.Invoked < furthest.Completed).ToList();
        var reads = Enumerable.Range(0, prefix.Count).Where(i => IsRead(prefix[i])).ToList();
        var stepsLeft = limits.ShrinkSteps;
        var evidence = With(DeltaDebugging.Shrink(reads, kept => IsBroken(With(kept))));
        var detail = NoOrder(evidence, model.NameOfPart(part.Name), furthest);
        return (
            outcome with { Steps = outcome.Steps + limits.ShrinkSteps - stepsLeft },
            new CheckResult(Verdict.Broken, detail, evidence));

        bool IsRead(HistoryEntry entry) => model.CanBeLeftOut(entry.Operation, entry.Observed());

        List<HistoryEntry> With(List<int> kept)
        {
            var isKept = new bool[prefix.Count];
            foreach (var read in kept) isKept[read] = true;
            return [.. prefix.Where((entry, i) => isKept[i] || !IsRead(entry))];
        }

        bool IsBroken(List<HistoryEntry> entries)
        {
            if (stepsLeft <= 0) return false;
            var found = SearchModel(new HistoryPart(part.Name, entries), Math.Min(stepsLeft, limits.Steps));
            stepsLeft -= found.Steps + entries.Count;
            return found.End == SearchEnd.NotLinearizable;
        }

        SearchOutcome SearchModel(HistoryPart searched, long steps) => Search(
            new ModelMachine<TState>(model, searched.Entries),
            searched.ToTimeline(),
            visited,
            steps,
            limits,
            cancellation);
    }

    private static SearchOutcome Search<TMachine>(
        TMachine machine,
        Timeline timeline,
        VisitedConfigurations visited,
        long steps,
        SearchLimits limits,
        CancellationToken cancellation) where TMachine : struct, IPartMachine =>
        new PartSearch<TMachine>(machine, timeline, visited, steps, limits.States, cancellation).Run();

    private static string NoOrder(List<HistoryEntry> evidence, string name, HistoryEntry furthest)
    {
        var first = evidence.Min(static entry => entry.Invoked.Time);
        var last = evidence
            .Where(static entry => entry.Outcome == OperationOutcome.Ok)
            .Max(static entry => entry.Completed.Time);
        var sentence = $"no order of {Words.Count(evidence.Count, "operation")} on {name}, from "
            + $"{Words.Seconds(first)} to {Words.Seconds(last)}, gives every user the result that was seen";
        return evidence.Contains(furthest)
            ? $"{sentence}; none gets past `{furthest}`, completed at {Words.Seconds(furthest.Completed.Time)}"
            : sentence;
    }
}
