using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>The plain sentence for operations that have no legal order, where nothing better can be said.</summary>
internal static class NoOrder
{
    public static string Sentence(IReadOnlyList<HistoryEntry> evidence, string name, HistoryEntry furthest)
    {
        var first = evidence.Min(static entry => entry.Invoked.Time);
        var last = evidence
            .Where(static entry => entry.Outcome == OperationOutcome.Ok)
            .Max(static entry => entry.Completed.Time);
        var sentence = $"no order of {Words.Count(evidence.Count, "operation")} on {name}, from "
            + $"{Words.Seconds(first)} to {Words.Seconds(last)}, gives every user the result that was seen";
        return evidence.Contains(furthest)
            ? $"{sentence}; none gets past `{furthest}`, completed at {Words.Seconds(furthest.Completed.Time)}"
            : sentence;
    }
}
