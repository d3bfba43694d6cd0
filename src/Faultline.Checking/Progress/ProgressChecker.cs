using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Progress;

/// <summary>Progress: after the last fault has healed, every client that asks gets an answer within a bound.</summary>
/// <remarks>
/// An answer is an operation with outcome ok, whenever it was invoked. A client waits from the healing on where it has an
/// operation open then, else from its next invocation, until its next answer; and so again until the end of the run, so that
/// a stall long after the healing is found as well. A client that asks nothing has nothing to wait for.
/// </remarks>
public static class ProgressChecker
{
    /// <summary>Checks a history.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="clients">
    /// How many clients there are. The client at place i goes on as process i + clients after an unknown outcome, and
    /// so on.
    /// </param>
    /// <param name="healed">When the last fault had healed; zero where there was none.</param>
    /// <param name="bound">How soon each client gets an answer.</param>
    /// <param name="end">When the run ended.</param>
    /// <param name="lost">The places of clients that are owed no answer, because their host is gone for good. Default: none.</param>
    /// <returns>The finding.</returns>
    public static CheckResult Check(
        History history, int clients, TimeSpan healed, TimeSpan bound, TimeSpan end, IReadOnlySet<int>? lost = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(clients, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, TimeSpan.Zero);
        var entriesOf = new List<HistoryEntry>[clients];
        for (var client = 0; client < clients; client++) entriesOf[client] = [];
        foreach (var entry in history.Entries) entriesOf[entry.Process % clients].Add(entry);

        var answered = 0;
        var slowest = TimeSpan.Zero;
        string? undecided = null;
        for (var client = 0; client < clients; client++)
        {
            if (lost?.Contains(client) == true) continue;
            var waits = Waits(entriesOf[client], healed);
            foreach (var (asked, answer) in waits)
            {
                var until = answer?.Completed.Time ?? end;
                if (until - asked > bound || (answer is null && until - asked == bound))
                    return Broken(entriesOf[client], client, asked, bound, answer);
                if (answer is not null && until - asked > slowest) slowest = until - asked;
            }

            if (waits.Exists(static wait => wait.Answer is not null))
            {
                answered++;
            }
            else if (waits.Count > 0)
            {
                undecided ??= $"c{client + 1} was without an answer when the run ended at {Words.Seconds(end)}, "
                    + $"{Words.Seconds(end - waits[0].Asked)} after it first asked; the bound is {Words.Seconds(bound)}";
            }
        }

        if (undecided is not null) return new CheckResult(Verdict.Undecided, undecided);
        return answered == 0
            ? new CheckResult(Verdict.Undecided, $"no client asked anything after {Words.Seconds(healed)}")
            : new CheckResult(Verdict.Held, $"{answered} of {Words.Count(clients, "client")} asked after "
                + $"{Words.Seconds(healed)} "
                + $"and none waited longer than {Words.Seconds(slowest)} for an answer; the bound is {Words.Seconds(bound)}");
    }

    /// <summary>
    /// From when on a client waited, and the answer that ended it: again and again until the end of the run. Without an answer
    /// the client was waiting when the run ended.
    /// </summary>
    private static List<(TimeSpan Asked, HistoryEntry? Answer)> Waits(List<HistoryEntry> entries, TimeSpan healed)
    {
        var waits = new List<(TimeSpan, HistoryEntry?)>();
        var from = healed;
        TimeSpan? asked = null;
        foreach (var entry in entries)
        {
            // What was over by then is not waited for: a client may give up wishes while an operation is open.
            if (entry.Completed.Time < from) continue;
            asked ??= entry.Invoked.Time > healed ? entry.Invoked.Time : healed;
            if (entry.Outcome != OperationOutcome.Ok) continue;
            waits.Add((asked.Value, entry));
            (from, asked) = (entry.Completed.Time, null);
        }

        if (asked is { } still) waits.Add((still, null));
        return waits;
    }

    private static CheckResult Broken(
        List<HistoryEntry> entries, int client, TimeSpan asked, TimeSpan bound, HistoryEntry? answer)
    {
        var last = entries.FindLast(entry => entry.Outcome == OperationOutcome.Ok && entry.Completed.Time < asked);
        var inWindow = entries.FindAll(entry => entry.Completed.Time >= asked && entry.Invoked.Time <= asked + bound);
        var process = inWindow[0].Process;
        var detail = $"c{client + 1} (process {process}) asked from {Words.Seconds(asked)} on and got no "
            + "answer within "
            + $"{Words.Seconds(bound)}: {Words.Count(inWindow.Count, "operation")} without an answer, the first "
            + $"`{inWindow[0]}`; "
            + (answer is null ? "none came until the end" : $"the next came at {Words.Seconds(answer.Completed.Time)}")
            + (last is null
                ? ", and it had none before"
                : $", its last one before at {Words.Seconds(last.Completed.Time)}");
        return new CheckResult(Verdict.Broken, detail, inWindow) { ShownAt = asked };
    }
}
