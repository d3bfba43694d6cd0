using System.Globalization;
using Faultline.Model.Operations;

namespace Faultline.Model.Histories;

/// <summary>Makes a history of invocations and completions as they come, and refuses what cannot be.</summary>
/// <remarks>
/// 1. Indices grow, and times do not run backwards.
/// 2. A process has one operation open at a time, and a completion belongs to it.
/// 3. A process whose operation has an unknown outcome is over.
/// </remarks>
internal sealed class HistoryAssembler
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly Dictionary<int, HistoryEntry> _open = [];
    private readonly Dictionary<int, int> _over = [];
    private readonly List<HistoryEntry> _withoutInvocation = [];
    private HistoryMoment _last = new(-1, TimeSpan.Zero);
    private int _lastLine;

    /// <summary>How many operations there are.</summary>
    public int Count => _entries.Count + _withoutInvocation.Count;

    /// <summary>Something happened, whether or not it belongs to the history.</summary>
    public HistoryMoment Pass(int line, long index, TimeSpan time)
    {
        if (index <= _last.Index)
        {
            throw new HistoryFormatException(
                line, $"index {index} does not follow index {_last.Index}: put the lines in the order in which things happened");
        }

        if (time < _last.Time)
        {
            throw new HistoryFormatException(
                line, $"time {Seconds(time)} is before {Seconds(_last.Time)} of line {_lastLine}: put the lines in the order of time");
        }

        _lastLine = line;
        return _last = new HistoryMoment(index, time);
    }

    /// <summary>The operation that a process has open; null where it has none.</summary>
    public HistoryEntry? OpenOf(int process) => _open.GetValueOrDefault(process);

    public void Invoke(int line, int process, HistoryMoment at, Operation operation, TimeSpan? scheduled = null)
    {
        if (_over.TryGetValue(process, out var end))
        {
            throw new HistoryFormatException(
                line, $"process {process} ended with an unknown outcome in line {end}: let its client go on as a new process");
        }

        var entry = new HistoryEntry
        {
            Process = process,
            Operation = operation,
            Scheduled = scheduled ?? at.Time,
            Invoked = at,
            Line = line,
        };
        if (!_open.TryAdd(process, entry))
        {
            throw new HistoryFormatException(
                line, $"process {process} has an operation open already, since line {_open[process].Line}: complete it first, or name "
                + "another process");
        }

        _entries.Add(entry);
    }

    public void Complete(
        int line, int process, HistoryMoment at, OperationOutcome outcome, OperationResult? result, string? reason = null)
    {
        if (!_open.Remove(process, out var entry))
        {
            throw new HistoryFormatException(
                line, $"process {process} has no operation open: a completion needs an invocation of its process before it");
        }

        entry.Completed = at;
        entry.Outcome = outcome;
        entry.Result = result;
        entry.Reason = reason;

        // A process whose operation has an unknown outcome is over; its operation stays open.
        if (outcome == OperationOutcome.Info) _over.Add(process, line);
    }

    /// <summary>An operation of which only the completion is known: it may have been asked for at any time before.</summary>
    /// <remarks>Where nobody knows its process, it gets one that is nobody else's.</remarks>
    public void Complete(
        int line, int? process, HistoryMoment at, Operation operation, OperationOutcome outcome, OperationResult? result,
        string? reason)
    {
        var before = -1 - _withoutInvocation.Count;
        _withoutInvocation.Add(new HistoryEntry
        {
            Process = process ?? before,
            Operation = operation,
            Scheduled = TimeSpan.Zero,
            Invoked = new HistoryMoment(before, TimeSpan.Zero),
            Completed = at,
            Outcome = outcome,
            Result = result,
            Reason = reason,
            Line = line,
        });
        if (process is { } known && outcome == OperationOutcome.Info) _over.TryAdd(known, line);
    }

    public History Build(bool hasRealTime = true)
    {
        if (_withoutInvocation.Count > 0)
        {
            _withoutInvocation.Reverse();
            _entries.InsertRange(0, _withoutInvocation);
        }

        return new History(_entries) { HasRealTime = hasRealTime };
    }

    private static string Seconds(TimeSpan time) =>
        (time.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) + " s";
}
