using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>Finds a small set of operations of a part of any model that prove it not linearizable.</summary>
/// <remarks>
/// What is left out must not make a legal history illegal, or what is left would prove nothing. Operations invoked after the
/// completion that no order got past can go, and so can every operation that changes nothing. Of a collection all
/// operations on one value can go together as well: the others neither see it nor are held up by it, unless one that is kept
/// tells of the whole collection, or took a value that nobody knows.
/// </remarks>
internal sealed class ModelEvidence<TState>(
    HistoryPart part, SequentialModel<TState> model, SearchLimits limits, EnginePair engines)
{
    private long _stepsLeft = limits.ShrinkSteps;

    /// <summary>How many steps were taken.</summary>
    public long Steps => limits.ShrinkSteps - _stepsLeft;

    /// <summary>The finding.</summary>
    /// <param name="furthest">The operation whose completion no order got past.</param>
    /// <param name="name">The part in words.</param>
    public CheckResult Find(HistoryEntry furthest, string name)
    {
        var kept = part.Entries.Where(entry => entry.Invoked < furthest.Completed).ToList();
        int before;
        do
        {
            before = kept.Count;
            kept = ShrinkByUnits(kept, ValuesOf(kept));
            kept = ShrinkByUnits(kept, [.. kept.Where(CanBeLeftOut).Select(static entry => new[] { entry })]);
        }
        while (kept.Count < before && model.Collection != CollectionKind.None && kept.Exists(CanBeLeftOut));

        return new CheckResult(Verdict.Broken, NoOrder.Sentence(kept, name, furthest), kept)
        {
            LongestOrder = engines.LongestOrder(kept, model),
        };
    }

    private bool CanBeLeftOut(HistoryEntry entry) => model.CanBeLeftOut(entry.Operation, entry.Observed())
        || AccessOf(entry) is { Act: CollectionAct.Find or CollectionAct.Miss or CollectionAct.FindEmpty };

    private CollectionAccess? AccessOf(HistoryEntry entry) =>
        model.Collection == CollectionKind.None ? null : model.CollectionAccessOf(entry.Operation, entry.Observed());

    private List<HistoryEntry[]> ValuesOf(List<HistoryEntry> kept)
    {
        var accesses = kept.Select(entry => (Entry: entry, Access: AccessOf(entry))).ToList();
        if (accesses.Exists(static pair => pair.Access is null && pair.Entry.Outcome == OperationOutcome.Ok)) return [];
        return
        [
            .. accesses.Where(static pair => pair.Access is { Value: not null })
                .GroupBy(static pair => pair.Access!.Value.Value, static pair => pair.Entry, StringComparer.Ordinal)
                .Select(static value => value.ToArray()),
        ];
    }

    private List<HistoryEntry> ShrinkByUnits(List<HistoryEntry> kept, List<HistoryEntry[]> units)
    {
        if (units.Count == 0) return kept;
        var inUnits = units.SelectMany(static unit => unit).ToHashSet();
        return With(DeltaDebugging.Shrink(units, some => IsBroken(With(some))));

        List<HistoryEntry> With(List<HistoryEntry[]> some)
        {
            var chosen = some.SelectMany(static unit => unit).ToHashSet();
            return [.. kept.Where(entry => !inUnits.Contains(entry) || chosen.Contains(entry))];
        }
    }

    private bool IsBroken(List<HistoryEntry> entries)
    {
        if (_stepsLeft <= 0 || engines.Clock.IsOver()) return false;
        var candidate = new HistoryPart(part.Name, entries);
        var found = engines.Decide(MachineOf(candidate), candidate.ToTimeline(), Math.Min(_stepsLeft, limits.Steps));

        // Looking at an operation costs a step too, or a long history would be looked at far too often.
        _stepsLeft -= found.Steps + entries.Count;
        return found.End == SearchEnd.NotLinearizable;
    }

    private ModelMachine<TState> MachineOf(HistoryPart candidate) => new(model, ModelOperation.AllOf(candidate.Entries));
}
