using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Reduction;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Sessions;

/// <summary>Decides the four session guarantees, each by itself: Terry, Demers, Petersen, Spreitzer, Theimer and Welch, "Session
/// Guarantees for Weakly Consistent Replicated Data" (1994); Viotti and Vukolic, "Consistency in Non-Transactional Distributed
/// Storage Systems" (2016).</summary>
/// <remarks>
/// A session is a process. What is decided is whether there is an order of the versions of each key, which keeps the order in which
/// each process wrote the key, such that each read found the newest version that is visible to it, and the guarantee makes visible
/// what it must:
/// <list type="bullet">
/// <item>read your writes: all that the process wrote before the read;</item>
/// <item>monotonic reads: all that it read before;</item>
/// <item>monotonic writes: of each write that it has read by then, this read included, all that the writer wrote before it;</item>
/// <item>writes follow reads: of each such write, all that the writer had read before it; and no process writes an older version of
/// a key than it had read.</item>
/// </list>
/// <para>
/// So a read that found the version v is fine if all versions of its key that had to be visible can be v or older. What cannot be
/// seen: whether a replica held a version that nobody read, and anything of values that were never read. Without a promise that
/// reads are monotonic, two reads of one process may be of different replicas; monotonic writes and writes follow reads are judged
/// as users can see them, as if what a process has learned it must not lose. Where the order of versions does not keep the order in
/// which a process wrote, as with time stamps of clocks that jump, that will show as a violation of the guarantee that is asked for.
/// </para>
/// <para>
/// Each value that is read must have been written to its key once. A value that nobody wrote breaks every guarantee, for it has no
/// place in any order. A client whose operation ended unknown goes on as a new process, which begins a new session. A compare and
/// set that succeeded reads and then writes; one that found another value than it expected is left out.
/// </para>
/// <para>Cost: O(n k log n) for n operations of k processes.</para>
/// </remarks>
public static class SessionChecker
{
    private const int MostShrunk = 2_000;

    /// <summary>Decides whether the processes of a history could count on a guarantee.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="model">Says which values operations read and write (<see cref="SequentialModel{TState}.AccessOf"/>).</param>
    /// <param name="guarantee">Which guarantee.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The finding; the same for the same history and model.</returns>
    /// <exception cref="HistoryFormatException">A value that was read was written twice; or the model does not hold single
    /// values.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static CheckResult Check<TState>(
        History history,
        SequentialModel<TState> model,
        SessionGuarantee guarantee,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(model);
        var reads = ReadsFrom.Of(history, model);
        if (SessionContradiction.Find(reads, guarantee) is not { } contradiction)
        {
            return new CheckResult(Verdict.Held, $"{Words.Count(reads.Count, "operation")} of "
                + $"{Words.Count(reads.Order.Processes.Length, "process", "processes")}: {Name(guarantee)} can be kept"
                + (reads.LeftOut == 0 ? "" : $"; left out: {Words.Count(reads.LeftOut, "compare and set")} that found another value"));
        }

        var operations = contradiction.Operations();
        if (operations.Count <= MostShrunk)
        {
            operations = DeltaDebugging.Shrink(operations, kept =>
            {
                cancellation.ThrowIfCancellationRequested();
                return SessionContradiction.Find(reads.Restrict(kept), guarantee) is not null;
            });
        }

        var proof = reads.Restrict(operations);
        return new CheckResult(
            Verdict.Broken, $"{Name(guarantee)}: {SessionContradiction.Find(proof, guarantee)!.Why()}", proof.Order.Entries);
    }

    private static string Name(SessionGuarantee guarantee) => guarantee switch
    {
        SessionGuarantee.ReadYourWrites => "read your writes",
        SessionGuarantee.MonotonicReads => "monotonic reads",
        SessionGuarantee.MonotonicWrites => "monotonic writes",
        _ => "writes follow reads",
    };
}
