using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Reduction;

namespace Faultline.Checking.Sequential;

/// <summary>Decides where it is known which write each read read from: by conclusions first, and then by search.</summary>
internal sealed class ReadsFromDecision(ReadsFrom history, string? initial, SearchLimits limits, CancellationToken cancellation)
{
    private long _steps;

    public SequentialConsistencyResult Decide()
    {
        Precedence? precedence = null;
        var clocks = (long)history.Count * history.Order.Processes.Length;
        if (clocks <= CausalConsistencyChecker.MostClocks)
        {
            if (Proof.TryFind(history, Conclude) is { } proof)
                return new SequentialConsistencyResult(proof.Result, _steps, 0, []);
            Conclude(history, out precedence);
        }

        var search = new SequentialSearch<ReadsFromMachine>(new ReadsFromMachine(history, initial), history.Order, precedence);
        var found = search.Run(limits.Steps, limits.States, cancellation);
        _steps += search.Steps;
        if (found is not null) return SequentialAnswers.Held(history.Order, found, _steps, search.States);
        if (search.IsOutOfSteps) return SequentialAnswers.Undecided(search, _steps);
        var broken = Shrink();
        return new SequentialConsistencyResult(SequentialAnswers.Broken(broken), _steps, search.States, []);
    }

    private Contradiction? Conclude(ReadsFrom part, out Precedence precedence)
    {
        var causal = new CausalSearch(part, limits.Steps, cancellation);
        var found = causal.Find(CausalModel.CausalConsistency);
        precedence = causal.Precedence;
        if (found is not null) return found;
        int[] reads = [.. Enumerable.Range(0, part.Count).Where(i => part.SourceOf[i] != ReadsFrom.Nothing)];
        var saturation = new Saturation(part, precedence, reads, readsPrecede: true, limits.Steps, cancellation);
        found = saturation.Run();
        _steps += saturation.Steps;
        return found;
    }

    /// <remarks>
    /// What is impossible for some operations is so for all of them (<see cref="ReadsFrom.Restrict"/>). So the shortest part of the
    /// history up to some moment that is impossible is found by halving, and made small then.
    /// </remarks>
    private ProcessOrder Shrink()
    {
        var stepsLeft = limits.ShrinkSteps;
        int low = 1, high = history.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBroken([.. Enumerable.Range(0, middle)])) high = middle;
            else low = middle + 1;
        }

        List<int> start = [.. Enumerable.Range(0, high)];

        // A compare and set that found another value says nothing without all writes of its key.
        return IsBroken(start)
            ? history.Restrict(DeltaDebugging.Shrink(start, IsBroken)).Order
            : history.Order;

        bool IsBroken(List<int> operations)
        {
            if (stepsLeft <= 0) return false;
            var part = history.Restrict(operations);
            var before = _steps;
            var isBroken = Conclude(part, out var precedence) is not null;
            if (!isBroken)
            {
                var search = new SequentialSearch<ReadsFromMachine>(new ReadsFromMachine(part, initial), part.Order, precedence);
                isBroken = search.Run(stepsLeft, limits.States, cancellation) is null && !search.IsOutOfSteps;
                _steps += search.Steps;
            }

            stepsLeft -= _steps - before + part.Count;
            return isBroken;
        }
    }
}
