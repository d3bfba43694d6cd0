using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Sequential;

/// <summary>Decides any model by search alone.</summary>
internal sealed class ModelDecision<TState>(
    ProcessOrder order, SequentialModel<TState> model, SearchLimits limits, CancellationToken cancellation)
{
    private const int Several = -1;

    public SequentialConsistencyResult Decide()
    {
        if (FindImpossibleRead() is { } impossible) return new SequentialConsistencyResult(impossible, order.Count, 0, []);
        var search = Search(order);
        var found = search.Run(limits.Steps, limits.States, cancellation);
        if (found is not null) return SequentialAnswers.Held(order, found, search.Steps, search.States);
        if (search.IsOutOfSteps) return SequentialAnswers.Undecided(search, search.Steps);
        var broken = Shrink(out var steps);
        return new SequentialConsistencyResult(SequentialAnswers.Broken(broken), search.Steps + steps, search.States, []);
    }

    // The search would try every order of everything else to be sure.
    private CheckResult? FindImpossibleRead()
    {
        var writers = new Dictionary<(string? Part, string Value), int>();
        var isRemoved = new HashSet<string>(StringComparer.Ordinal);
        var accesses = order.Entries.Select(entry => model.AccessOf(entry.Operation, entry.Observed())).ToArray();
        if (Array.Exists(accesses, static access => access is null)) return null;
        for (var i = 0; i < accesses.Length; i++)
        {
            if (accesses[i] is not { Writes: true, Written: var written }) continue;
            var part = model.PartOf(order.Entries[i].Operation);
            if (written is null) isRemoved.Add(part ?? "");
            else writers[(part, written)] = writers.ContainsKey((part, written)) ? Several : i;
        }

        for (var i = 0; i < accesses.Length; i++)
        {
            if (order.Entries[i].Outcome != OperationOutcome.Ok || accesses[i] is not { Rule: ReadRule.Equal, Read: var read }) continue;
            var part = model.PartOf(order.Entries[i].Operation);
            if (read == model.InitialValue || (read is null ? isRemoved.Contains(part ?? "") : IsWritten(part, read, i))) continue;
            var entry = order.Entries[i];
            return new CheckResult(
                Verdict.Broken,
                $"{CausalPattern.ThinAirRead}: `{entry.Operation}` by process {entry.Process} found {read ?? "nothing"} at "
                    + $"{Words.Seconds(entry.Completed.Time)}, but nobody else wrote that",
                entry);
        }

        return null;

        bool IsWritten(string? part, string value, int reader) => writers.TryGetValue((part, value), out var writer) && writer != reader;
    }

    private SequentialSearch<ModelMachine<TState>> Search(ProcessOrder part) =>
        new(new ModelMachine<TState>(model, part), part, precedence: null);

    /// <remarks>
    /// Only reads can be left out without inventing a violation: a legal order stays legal without them, and not without a write
    /// that something read.
    /// </remarks>
    private ProcessOrder Shrink(out long steps)
    {
        var stepsLeft = limits.ShrinkSteps;
        var reads = Enumerable.Range(0, order.Count).Where(IsRead).ToList();
        var kept = With(DeltaDebugging.Shrink(reads, kept => IsBroken(With(kept))));
        steps = limits.ShrinkSteps - stepsLeft;
        return kept;

        bool IsRead(int operation) => model.IsReadOnly(order.Entries[operation].Operation, order.Entries[operation].Observed());

        ProcessOrder With(List<int> kept)
        {
            var isKept = new bool[order.Count];
            foreach (var read in kept) isKept[read] = true;
            return order.Restrict([.. Enumerable.Range(0, order.Count).Where(i => isKept[i] || !IsRead(i))]);
        }

        bool IsBroken(ProcessOrder part)
        {
            if (stepsLeft <= 0) return false;
            var search = Search(part);
            var isBroken = search.Run(stepsLeft, limits.States, cancellation) is null && !search.IsOutOfSteps;
            stepsLeft -= search.Steps + part.Count;
            return isBroken;
        }
    }
}
