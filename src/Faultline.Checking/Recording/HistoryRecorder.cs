using System.Collections.Concurrent;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Recording;

/// <summary>Writes down what was asked and what was got, by hand or from many threads at once.</summary>
/// <remarks>
/// Safe for any number of threads, each with processes of its own. What orders events is a counter that an invocation takes before
/// the operation can start, and a completion after it has ended: an operation that ended before another began has a smaller
/// number, on any machine. A checker needs no more; times are only read by people.
/// </remarks>
/// <param name="clock">What times are read from; null where the n-th event is to be at n milliseconds, as in a history written
/// by hand.</param>
public sealed class HistoryRecorder(TimeProvider? clock = null)
{
    private readonly long _start = clock?.GetTimestamp() ?? 0;
    private readonly ConcurrentQueue<RecordedCall> _calls = [];
    private readonly ConcurrentDictionary<int, RecordedCall> _latest = [];
    private long _next = -1;

    /// <summary>Writes down that an operation is about to start.</summary>
    /// <param name="process">Who asks: a thread or a client, one operation at a time.</param>
    /// <param name="operation">What is asked.</param>
    /// <returns>The call, to be told how it ended; where nobody tells it, the outcome is unknown.</returns>
    /// <exception cref="InvalidOperationException">The process has an operation open, or one whose outcome is unknown: it may
    /// still take effect, so the client has to go on under another number.</exception>
    public RecordedCall Invoke(int process, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (_latest.TryGetValue(process, out var latest) && latest.IsOpen)
            throw new InvalidOperationException(
                $"process {process} cannot start `{operation}`: its `{latest.Entry.Operation}` has no known outcome; "
                + "use another process number");
        var call = new RecordedCall(this, process, operation);
        _latest[process] = call;
        _calls.Enqueue(call);
        return call;
    }

    /// <summary>What was written down so far. No operation may start or end meanwhile.</summary>
    /// <returns>The history.</returns>
    public History ToHistory() => new([.. _calls.Select(static call => call.Entry).OrderBy(static entry => entry.Invoked)]);

    internal HistoryMoment Next()
    {
        var index = Interlocked.Increment(ref _next);
        return new HistoryMoment(index, clock?.GetElapsedTime(_start) ?? TimeSpan.FromMilliseconds(index));
    }
}

/// <summary>An operation that was started, to be told how it ended.</summary>
public sealed class RecordedCall
{
    private readonly HistoryRecorder _recorder;

    internal RecordedCall(HistoryRecorder recorder, int process, Operation operation)
    {
        _recorder = recorder;
        var now = recorder.Next();
        Entry = new HistoryEntry { Process = process, Operation = operation, Scheduled = now.Time, Invoked = now };
    }

    /// <summary>The operation as it will stand in the history.</summary>
    public HistoryEntry Entry { get; }

    internal bool IsOpen => Entry.Outcome == OperationOutcome.Info;

    /// <summary>It took effect.</summary>
    /// <param name="result">What the user got.</param>
    public void Ok(OperationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        End(OperationOutcome.Ok, result, null);
    }

    /// <summary>It certainly took no effect and never will.</summary>
    /// <param name="reason">Why.</param>
    public void Fail(string? reason = null) => End(OperationOutcome.Fail, null, reason);

    /// <summary>Nobody knows, as after a time-out: it may take effect at any later time, or never.</summary>
    /// <param name="reason">Why.</param>
    public void Unknown(string? reason = null) => End(OperationOutcome.Info, null, reason);

    private void End(OperationOutcome outcome, OperationResult? result, string? reason)
    {
        if (Entry.HasEnded) throw new InvalidOperationException($"`{Entry.Operation}` of process {Entry.Process} has ended already");
        Entry.Completed = _recorder.Next();
        Entry.Result = result;
        Entry.Reason = reason;
        Entry.Outcome = outcome;
    }
}
