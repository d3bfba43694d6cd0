using Faultline.Checking.Linearizability.Evidence;
using Faultline.Checking.Linearizability.Unambiguous;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>Decides one part after another, by the cheapest way that will do.</summary>
internal sealed class PartCheck<TState>(SequentialModel<TState> model, SearchLimits limits, SearchClock clock, int threads)
{
    private readonly EnginePair _engines = new(limits, clock, threads);

    public PartFinding Check(HistoryPart part, string name, Action<long, int>? progress)
    {
        if (RegisterPart.Of(part, model) is { } register) return CheckRegister(register, name, progress);
        return UnambiguousCheck.Of(part, model) is { } found ? Finding(part, name, found) : CheckModel(part, name, progress);
    }

    private PartFinding CheckRegister(RegisterPart part, string name, Action<long, int>? progress)
    {
        var found = UnambiguousCheck.Of(part);
        if (found is { IsHeld: true }) return Finding(part.Part, name, found);
        var readability = new Readability(part);
        var evidence = new RegisterEvidence(part, readability, limits, _engines);
        var reader = readability.FirstImpossibleReader();
        if (reader >= 0)
        {
            var none = new SearchOutcome(SearchEnd.NotLinearizable, part.Timeline.Count, 0, 0, 0, reader);
            return Searched(none, evidence.Against(reader)) with { Method = found?.Method ?? CheckMethod.Search };
        }

        if (found is not null) return Finding(part.Part, name, found);

        // A first search with few steps, which is enough for almost every history. Where it is not, a proof from the
        // last operations that it came to may be at hand, when to try every order of all operations is hopeless.
        var machine = new RegisterMachine(part.Operations, part.Initial);
        var outcome = _engines.SearchBriefly(machine, part.Timeline, progress);
        List<int>? proof = null;
        if (!outcome.IsDecided)
        {
            if (outcome.Furthest >= 0) proof = evidence.TryBefore(outcome.Furthest);
            if (proof is null) outcome = _engines.SearchThoroughly(machine, part.Timeline, outcome, progress);
        }

        if (outcome.End == SearchEnd.NotLinearizable) proof ??= evidence.Shrink(outcome.Furthest);
        return Searched(outcome, proof);

        PartFinding Searched(SearchOutcome end, List<int>? operations) => new(
            part.Part, name, CheckMethod.Search, end with { Steps = end.Steps + evidence.Steps },
            operations is null ? null : evidence.ToResult(operations, name, part.Part.Entries[end.Furthest]));
    }

    private PartFinding Finding(HistoryPart part, string name, UnambiguousOutcome found)
    {
        var count = part.Entries.Count;
        if (found.Order is { } order)
        {
            var held = new SearchOutcome(SearchEnd.Linearizable, count, 0, count, count, -1) { Order = order };
            return new PartFinding(part, name, found.Method, held);
        }

        HistoryEntry[] evidence = [.. found.Evidence.Select(i => part.Entries[i])];
        var broken = new CheckResult(Verdict.Broken, found.Detail, evidence) { LongestOrder = _engines.LongestOrder(evidence, model) };
        return new PartFinding(part, name, found.Method, new SearchOutcome(SearchEnd.NotLinearizable, count, 0, 0, count, -1), broken);
    }

    private PartFinding CheckModel(HistoryPart part, string name, Action<long, int>? progress)
    {
        var timeline = part.ToTimeline();
        var machine = new ModelMachine<TState>(model, ModelOperation.AllOf(part.Entries));
        var outcome = _engines.SearchBriefly(machine, timeline, progress);
        if (!outcome.IsDecided) outcome = _engines.SearchThoroughly(machine, timeline, outcome, progress);
        if (outcome.End != SearchEnd.NotLinearizable) return new PartFinding(part, name, CheckMethod.Search, outcome);
        var evidence = new ModelEvidence<TState>(part, model, limits, _engines);
        var broken = evidence.Find(part.Entries[outcome.Furthest], name);
        return new PartFinding(part, name, CheckMethod.Search, outcome with { Steps = outcome.Steps + evidence.Steps }, broken);
    }
}
