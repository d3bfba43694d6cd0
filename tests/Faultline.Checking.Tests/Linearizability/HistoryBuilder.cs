using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability;

/// <summary>Writes a history down event by event; each event is 100 ms after the one before.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<HistoryEntry> _entries = [];
    private long _index;

    public static HistoryEntry Entry(
        int process,
        Operation operation,
        long invoked,
        long completed,
        OperationOutcome outcome,
        OperationResult? result) => new()
        {
            Process = process,
            Operation = operation,
            Scheduled = At(invoked).Time,
            Invoked = At(invoked),
            Completed = completed == long.MaxValue ? HistoryMoment.Never : At(completed),
            Outcome = outcome,
            Result = result,
        };

    public HistoryEntry Invoke(int process, Operation operation)
    {
        var entry = Entry(process, operation, _index++, long.MaxValue, OperationOutcome.Info, null);
        _entries.Add(entry);
        return entry;
    }

    public HistoryEntry Complete(HistoryEntry entry, OperationOutcome outcome, OperationResult? result = null)
    {
        entry.Completed = At(_index++);
        entry.Outcome = outcome;
        entry.Result = result;
        return entry;
    }

    public HistoryEntry Do(int process, Operation operation, OperationResult result) =>
        Complete(Invoke(process, operation), OperationOutcome.Ok, result);

    public HistoryEntry Put(int process, string value, string key = "k") =>
        Do(process, new KvPut(key, value), KvResult.Done);

    public HistoryEntry Get(int process, string? value, string key = "k") =>
        Do(process, new KvGet(key), new KvResult(true, value));

    public HistoryEntry Cas(int process, string? expected, string value, bool applied = true) =>
        Do(process, new KvCas("k", expected, value), applied ? KvResult.Done : KvResult.Mismatch);

    public History Build() => new([.. _entries]);

    private static HistoryMoment At(long index) => new(index, TimeSpan.FromMilliseconds(100 * index));
}
