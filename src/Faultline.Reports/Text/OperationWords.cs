using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Reports.Text;

/// <summary>One operation of a history in words.</summary>
internal static class OperationWords
{
    /// <summary>An operation that never ended is unknown, whatever its outcome says.</summary>
    public static OperationOutcome Outcome(HistoryEntry entry) =>
        HasEnded(entry) ? entry.Outcome : OperationOutcome.Info;

    public static bool HasEnded(HistoryEntry entry) => entry.Completed < HistoryMoment.Never;

    /// <summary>What the user got: <c>done</c>, <c>no value</c>, <c>failed: not the leader</c>, <c>unknown: timed out</c>.</summary>
    public static string Answer(HistoryEntry entry) => Outcome(entry) switch
    {
        OperationOutcome.Ok => Result(entry.Operation, entry.Result),
        OperationOutcome.Fail => entry.Reason is { } reason ? $"failed: {reason}" : "failed",
        _ => $"unknown: {entry.Reason ?? "still open"}",
    };

    private static string Result(Operation operation, OperationResult? result) => (operation, result) switch
    {
        (_, null) => "nothing",
        (KvGet, KvResult { Value: null }) => "no value",
        (KvOperation, KvResult { Applied: true, Value: null }) => "done",
        _ => result.ToString() ?? "",
    };
}
