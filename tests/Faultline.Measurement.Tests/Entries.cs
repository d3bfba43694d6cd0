using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Measurement.Tests;

/// <summary>Histories in few words: each operation has its own process, and moments are numbered as they come.</summary>
internal sealed class Entries
{
    private readonly List<HistoryEntry> _entries = [];
    private long _index;

    public History History => new(_entries);

    public Entries Ok(double scheduled, double completed) => Add(scheduled, completed, OperationOutcome.Ok);

    public Entries Fail(double scheduled, double completed) => Add(scheduled, completed, OperationOutcome.Fail);

    public Entries TimedOut(double scheduled, double completed) => Add(scheduled, completed, OperationOutcome.Info);

    public Entries Open(double scheduled) => Add(scheduled, null, OperationOutcome.Info);

    private Entries Add(double scheduled, double? completed, OperationOutcome outcome)
    {
        _entries.Add(new HistoryEntry
        {
            Process = _entries.Count,
            Operation = new KvGet("k1"),
            Scheduled = TimeSpan.FromSeconds(scheduled),
            Invoked = new HistoryMoment(_index++, TimeSpan.FromSeconds(scheduled)),
            Completed = completed is { } end ? new HistoryMoment(_index++, TimeSpan.FromSeconds(end)) : HistoryMoment.Never,
            Outcome = outcome,
            Result = outcome == OperationOutcome.Ok ? KvResult.Done : null,
        });
        return this;
    }
}
