using Faultline.Checking.Transactions;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Transactions;

/// <summary>Writes histories of transactions down: each event is 100 ms after the one before.</summary>
/// <remarks>Steps are written <c>ax1</c> (append 1 to x), <c>rx12</c> (read x = [1 2]), <c>wx1</c> (write), <c>Rx1</c> (read a register),
/// <c>Rx</c> (read nothing).</remarks>
internal sealed class Transactions
{
    private readonly List<HistoryEntry> _entries = [];
    private long _index;

    public History Build() => new([.. _entries.OrderBy(static entry => entry.Invoked)]);

    public IsolationResult Check(TransactionOptions? options = null) => Check(Build(), options);

    public static IsolationResult Check(History history, TransactionOptions? options = null) =>
        TransactionChecker.Check(history, options, TestContext.Current.CancellationToken);

    public Transactions Do(int process, string steps, OperationOutcome outcome = OperationOutcome.Ok)
    {
        Begin(process, steps, out var entry);
        return End(entry, outcome);
    }

    public Transactions Fail(int process, string steps) => Do(process, steps, OperationOutcome.Fail);

    public Transactions Unknown(int process, string steps) => Do(process, steps, OperationOutcome.Info);

    /// <summary>Transactions that all began before any of them ended, each of a process of its own.</summary>
    public Transactions Together(params string[] all)
    {
        var begun = all.Select((steps, i) =>
        {
            Begin(100 + _entries.Count + i, steps, out var entry);
            return entry;
        }).ToList();
        foreach (var entry in begun) End(entry, OperationOutcome.Ok);
        return this;
    }

    public Transactions Begin(int process, string steps, out HistoryEntry entry)
    {
        entry = new HistoryEntry
        {
            Process = process,
            Operation = new Transaction([.. Parse(steps).Select(static step => step.Kind == StepKind.Read
                ? step with { List = null, Value = null } : step)]),
            Scheduled = At(_index).Time,
            Invoked = At(_index++),
            Line = _entries.Count + 1,
            Result = new TransactionResult([.. Parse(steps)]),
        };
        _entries.Add(entry);
        return this;
    }

    public Transactions End(HistoryEntry entry, OperationOutcome outcome = OperationOutcome.Ok)
    {
        entry.Completed = At(_index++);
        entry.Outcome = outcome;
        if (outcome != OperationOutcome.Ok) entry.Result = null;
        return this;
    }

    public static IEnumerable<TransactionStep> Parse(string steps) => steps.Split(' ').Select(static step => step[0] switch
    {
        'a' => new TransactionStep(StepKind.Append, step[1..2], step[2..]),
        'w' => new TransactionStep(StepKind.Write, step[1..2], step[2..]),
        'r' => new TransactionStep(StepKind.Read, step[1..2], List: [.. step[2..].Select(static c => c.ToString())]),
        _ => new TransactionStep(StepKind.Read, step[1..2], step.Length > 2 ? step[2..] : null),
    });

    private static HistoryMoment At(long index) => new(index, TimeSpan.FromMilliseconds(100 * index));
}
