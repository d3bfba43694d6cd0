using Faultline.Model.Operations;

namespace Faultline.Model.Histories;

/// <summary>One operation of one process, from its invocation to its completion.</summary>
public sealed class HistoryEntry
{
    /// <summary>
    /// The process that asked. A process has one operation open at a time; after an operation with an unknown outcome the same
    /// client goes on as a new process.
    /// </summary>
    public required int Process { get; init; }

    /// <summary>What was asked.</summary>
    public required Operation Operation { get; init; }

    /// <summary>When the user wanted it, which is before <see cref="Invoked"/> where the user had to wait for a turn.</summary>
    public required TimeSpan Scheduled { get; init; }

    /// <summary>When it was asked.</summary>
    public required HistoryMoment Invoked { get; init; }

    /// <summary>When it ended; <see cref="HistoryMoment.Never"/> while it is open.</summary>
    public HistoryMoment Completed { get; set; } = HistoryMoment.Never;

    /// <summary>How it ended; an open operation's outcome is unknown.</summary>
    public OperationOutcome Outcome { get; set; } = OperationOutcome.Info;

    /// <summary>What the user got, for outcome ok.</summary>
    public OperationResult? Result { get; set; }

    /// <summary>Why it did not end well, for the other outcomes.</summary>
    public string? Reason { get; set; }

    /// <summary>The line of the file in which its invocation stands, from 1; 0 where it was not read from a file.</summary>
    public int Line { get; init; }

    /// <summary>Whether it has ended; the outcome of one that has not is unknown.</summary>
    public bool HasEnded => Completed < HistoryMoment.Never;

    /// <summary>What the user got in words, such as <c>done</c>, <c>no value</c> or <c>unknown: timed out</c>.</summary>
    public string Answer => (HasEnded ? Outcome : OperationOutcome.Info) switch
    {
        OperationOutcome.Ok => (Operation, Result) switch
        {
            (_, null) => "nothing",
            (KvGet, KvResult { Value: null }) or (RegisterRead, RegisterResult { Value: null }) => "no value",
            (KvOperation, KvResult { Applied: true, Value: null }) => "done",
            _ => Result.ToString()!,
        },
        OperationOutcome.Fail => Reason is { } reason ? $"failed: {reason}" : "failed",
        _ => $"unknown: {Reason ?? "still open"}",
    };

    /// <inheritdoc />
    public override string ToString() => $"process {Process}: {Operation} -> {Answer}";
}
