using Faultline.Model.Operations;

namespace Faultline.Model.Histories;

/// <summary>Writes down what clients asked and got, as a history: of simulated users and of real ones.</summary>
/// <remarks>Not thread-safe: calls come in the order of the history.</remarks>
/// <param name="clients">
/// How many clients there are; a client whose operation has an unknown outcome goes on as a process numbered this much higher.
/// </param>
public sealed class ClientHistory(int clients)
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly int[] _processes = [.. Enumerable.Range(0, clients)];
    private long _index;

    /// <summary>What was written down so far.</summary>
    public History History => new(_entries);

    /// <summary>Records that a client asks for an operation.</summary>
    /// <param name="client">The client's place, from 0; it has no other operation open.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="scheduled">When the user wanted it.</param>
    /// <param name="now">The time.</param>
    /// <returns>The entry, to be completed.</returns>
    public HistoryEntry Invoke(int client, Operation operation, TimeSpan scheduled, TimeSpan now)
    {
        var entry = new HistoryEntry
        {
            Process = _processes[client],
            Operation = operation,
            Scheduled = scheduled,
            Invoked = new HistoryMoment(_index++, now),
        };
        _entries.Add(entry);
        return entry;
    }

    /// <summary>
    /// Records an operation that was given up unsent. Its client may have another one open, so it goes to the process that the
    /// client would be next.
    /// </summary>
    /// <param name="client">The client's place, from 0.</param>
    /// <param name="operation">What would have been asked.</param>
    /// <param name="scheduled">When the user wanted it.</param>
    /// <param name="reason">Why it was given up.</param>
    /// <param name="now">The time.</param>
    public void GiveUp(int client, Operation operation, TimeSpan scheduled, string reason, TimeSpan now)
    {
        var entry = new HistoryEntry
        {
            Process = _processes[client] + clients,
            Operation = operation,
            Scheduled = scheduled,
            Invoked = new HistoryMoment(_index++, now),
            Completed = new HistoryMoment(_index++, now),
            Outcome = OperationOutcome.Fail,
            Reason = reason,
        };
        _entries.Add(entry);
    }

    /// <summary>Records how an operation ended.</summary>
    /// <param name="client">The client's place, from 0.</param>
    /// <param name="entry">The operation.</param>
    /// <param name="outcome">How.</param>
    /// <param name="result">What the user got, for ok.</param>
    /// <param name="reason">Why not, for the others.</param>
    /// <param name="now">The time.</param>
    public void Complete(
        int client, HistoryEntry entry, OperationOutcome outcome, OperationResult? result, string? reason, TimeSpan now)
    {
        entry.Completed = new HistoryMoment(_index++, now);
        entry.Outcome = outcome;
        entry.Result = result;
        entry.Reason = reason;
        if (outcome == OperationOutcome.Info) _processes[client] += clients;
    }
}
