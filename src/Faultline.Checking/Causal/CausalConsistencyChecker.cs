using Faultline.Checking.Linearizability;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Causal;

/// <summary>Decides causal consistency of single values, such as the keys of a store, by the patterns that such a history does not
/// have: Bouajjani, Enea, Guerraoui and Hamza, "On Verifying Causal Consistency" (POPL 2017).</summary>
/// <remarks>
/// Each value that is read must have been written to its key once; it need not be so for values that nobody read. Time between
/// processes plays no part. A client whose operation ended unknown goes on as a new process, and nothing is known of the order of
/// the two. An operation with an unknown outcome happened if its value was read; if not, it cannot matter.
/// <para>
/// For reads and writes the answer is exact. A compare and set that succeeded counts as one operation that reads and writes; for
/// causal memory "held" is then only what the patterns say. One that found another value than it expected does not say which one,
/// and is left out.
/// </para>
/// <para>
/// Cost, with n operations of k processes: O(n k log n) and 4 n k bytes for causal consistency and convergence; for causal memory,
/// for each process, as much again for each round of conclusions, of which there are few in practice.
/// </para>
/// </remarks>
public static class CausalConsistencyChecker
{
    internal const long MostClocks = 500_000_000;

    /// <summary>Decides whether a history is causally consistent.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">Says which values operations read and write (<see cref="SequentialModel{TState}.AccessOf"/>).</param>
    /// <param name="meaning">Which of the three meanings is asked for.</param>
    /// <param name="limits">How much work to do before the answer is undecided; null for the default.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history, model and limits.</returns>
    /// <exception cref="HistoryFormatException">A value that was read was written twice; or the model does not hold single
    /// values.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static CausalResult Check<TState>(
        History history,
        SequentialModel<TState> model,
        CausalModel meaning,
        SearchLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        limits ??= SearchLimits.Default;
        var reads = ReadsFrom.Of(history, model);
        var clocks = (long)reads.Count * reads.Order.Processes.Length;
        if (clocks > MostClocks)
        {
            return new CausalResult(new CheckResult(Verdict.Undecided,
                $"{Words.Count(reads.Count, "operation")} of {Words.Count(reads.Order.Processes.Length, "process", "processes")} need "
                + $"{Words.Number(clocks)} clocks, more than {Words.Number(MostClocks)}; check a shorter history"), null);
        }

        var isOutOfSteps = false;
        if (Proof.TryFind(reads, Find) is { } proof) return new CausalResult(proof.Result, proof.Pattern);
        var what = $"{Words.Count(reads.Count, "operation")} of {Words.Count(reads.Order.Processes.Length, "process", "processes")}";
        return new CausalResult(isOutOfSteps
            ? new CheckResult(Verdict.Undecided, $"not all conclusions from {what} were drawn within {Words.Number(limits.Steps)} steps, "
                + "and those that were contradict nothing; raise the limits, or check a shorter history")
            : new CheckResult(Verdict.Held, $"{what} have none of the patterns that {Name(meaning)} rules out{LeftOut(reads)}"), null);

        Contradiction? Find(ReadsFrom part, out Precedence precedence)
        {
            var search = new CausalSearch(part, limits.Steps, cancellation);
            var found = search.Find(meaning);
            precedence = search.Precedence;
            isOutOfSteps |= search.IsOutOfSteps;
            return found;
        }
    }

    private static string Name(CausalModel meaning) => meaning switch
    {
        CausalModel.CausalConsistency => "causal consistency",
        CausalModel.CausalConvergence => "causal convergence",
        _ => "causal memory",
    };

    private static string LeftOut(ReadsFrom history) => history.LeftOut == 0 ? "" :
        $"; left out: {Words.Count(history.LeftOut, "compare and set")} that found another value";
}
