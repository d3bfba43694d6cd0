using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Reduction;
using Faultline.Model.Operations;

namespace Faultline.Checking.Sequential;

/// <summary>Decides any model by search alone.</summary>
internal sealed class ModelDecision<TState>(
    ProcessOrder order, SequentialModel<TState> model, SearchLimits limits, CancellationToken cancellation)
{
    public SequentialConsistencyResult Decide()
    {
        var search = Search(order);
        var found = search.Run(limits.Steps, limits.States, cancellation);
        if (found is not null) return SequentialAnswers.Held(order, found, search.Steps, search.States);
        if (search.IsOutOfSteps) return SequentialAnswers.Undecided(search, search.Steps);
        var broken = Shrink(out var steps);
        return new SequentialConsistencyResult(SequentialAnswers.Broken(broken), search.Steps + steps, search.States, []);
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

        bool IsRead(int operation) => model.IsReadOnly(
            order.Entries[operation].Operation,
            order.Entries[operation].Outcome == OperationOutcome.Ok ? order.Entries[operation].Result : null);

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
