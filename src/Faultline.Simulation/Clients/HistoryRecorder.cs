using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Simulation.Clients;

/// <summary>Writes down what clients asked and got, as a history.</summary>
/// <param name="clients">
/// How many clients there are; a client whose operation has an unknown outcome goes on as a process numbered this much higher.
/// </param>
internal sealed class HistoryRecorder(int clients)
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly int[] _processes = [.. Enumerable.Range(0, clients)];
    private long _index;

    public History History => new(_entries);

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
