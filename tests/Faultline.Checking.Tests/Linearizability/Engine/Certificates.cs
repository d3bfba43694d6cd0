using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Engine;

/// <summary>The second verifier: replays an order on the model, and nothing else.</summary>
internal static class Certificates
{
    /// <summary>What is wrong with an order of one part of a history; null where it proves the part linearizable.</summary>
    public static string? Objection<TState>(
        IEnumerable<HistoryEntry> part, IReadOnlyList<HistoryEntry> order, SequentialModel<TState> model)
    {
        var state = model.Initial;
        foreach (var entry in order)
        {
            if (entry.Outcome == OperationOutcome.Fail) return $"{entry} had no effect";
            var observed = entry.Outcome == OperationOutcome.Ok ? entry.Result : null;
            if (!model.Apply(state, entry.Operation, observed, out var after)) return $"{entry} is not legal there";
            state = after;
        }

        // From the end: nothing may have completed before the invocation of what stands before it.
        var earliestCompletion = HistoryMoment.Never;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            if (earliestCompletion < order[i].Invoked) return $"{order[i]} stands before one that was over when it was invoked";
            if (order[i].Outcome == OperationOutcome.Ok && order[i].Completed < earliestCompletion) earliestCompletion = order[i].Completed;
        }

        var ordered = order.ToHashSet();
        if (ordered.Count != order.Count) return "an operation stands in it twice";
        var missing = part.FirstOrDefault(entry => entry.Outcome == OperationOutcome.Ok && !ordered.Contains(entry));
        return missing is null ? null : $"{missing} is missing";
    }
}
