using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Progress;

/// <summary>Progress: after the last fault has healed, every client that asks gets an answer within a bound.</summary>
/// <remarks>
/// An answer is an operation with outcome ok, whenever it was invoked. A client asks from the healing on where it has
/// an operation open then, else from its next invocation; the bound counts from there, so that a client that waited for
/// its turn is not held against the system. A client that asks nothing has nothing to wait for.
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
    /// <returns>The finding.</returns>
    public static CheckResult Check(History history, int clients, TimeSpan healed, TimeSpan bound, TimeSpan end)
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
            if (AskedFrom(entriesOf[client], healed) is not { } asked) continue;
            var answer = FirstAnswer(entriesOf[client], asked);
            if (answer is not null && answer.Completed.Time - asked <= bound)
            {
                answered++;
                if (answer.Completed.Time - asked > slowest) slowest = answer.Completed.Time - asked;
                continue;
            }

            if (end - asked < bound)
            {
                undecided ??= $"client {client} was without an answer when the run ended at {Words.Seconds(end)}, "
                    + $"{Words.Seconds(end - asked)} after it first asked; the bound is {Words.Seconds(bound)}";
                continue;
            }

            return Broken(entriesOf[client], client, asked, bound, answer);
        }

        if (undecided is not null) return new CheckResult(Verdict.Undecided, undecided);
        return answered == 0
            ? new CheckResult(Verdict.Undecided, $"no client asked anything after {Words.Seconds(healed)}")
            : new CheckResult(Verdict.Held, $"{answered} of {Words.Count(clients, "client")} asked after "
                + $"{Words.Seconds(healed)} "
                + $"and each got an answer within {Words.Seconds(slowest)}; the bound is {Words.Seconds(bound)}");
    }

    /// <summary>From when on a client waits: null where it asks nothing.</summary>
    private static TimeSpan? AskedFrom(List<HistoryEntry> entries, TimeSpan healed)
    {
        var next = entries.FindIndex(entry => entry.Invoked.Time >= healed);
        var before = next < 0 ? entries.Count - 1 : next - 1;

        // Only the last operation can be open: the client has given up on those before it.
        if (before >= 0 && entries[before].Completed.Time >= healed) return healed;
        return next < 0 ? null : entries[next].Invoked.Time;
    }

    private static HistoryEntry? FirstAnswer(List<HistoryEntry> entries, TimeSpan asked) => entries
        .Where(entry => entry.Outcome == OperationOutcome.Ok && entry.Completed.Time >= asked)
        .MinBy(static entry => entry.Completed.Index);

    private static CheckResult Broken(
        List<HistoryEntry> entries, int client, TimeSpan asked, TimeSpan bound, HistoryEntry? answer)
    {
        var last = entries.FindLast(entry => entry.Outcome == OperationOutcome.Ok && entry.Completed.Time < asked);
        var inWindow = entries.FindAll(entry => entry.Completed.Time >= asked && entry.Invoked.Time <= asked + bound);
        var process = inWindow[0].Process;
        var detail = $"client {client} (process {process}) asked from {Words.Seconds(asked)} on and got no "
            + "answer within "
            + $"{Words.Seconds(bound)}: {Words.Count(inWindow.Count, "operation")} without an answer, the first "
            + $"`{inWindow[0]}`; "
            + (answer is null ? "none came until the end" : $"the next came at {Words.Seconds(answer.Completed.Time)}")
            + (last is null
                ? ", and it had none before"
                : $", its last one before at {Words.Seconds(last.Completed.Time)}");
        return new CheckResult(Verdict.Broken, detail, inWindow);
    }
}
