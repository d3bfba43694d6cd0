using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Decisions;

/// <summary>Validity: only a proposed value is decided, and not before it is proposed.</summary>
/// <remarks>
/// The value is <see cref="NodeEvent.Text"/>; a decision without text cannot be checked. The proposals are the
/// <see cref="Propose"/> operations of the history, whatever became of them: a proposal that failed for its user may
/// have been chosen. A proposal counts for its own instance, which is the index of the decision.
/// </remarks>
/// <param name="most">How many different decisions are remembered until the end of the run; 1,048,576 by
/// default.</param>
public sealed class ValidityChecker(int most = 1 << 20) : INodeEventChecker
{
    private readonly HashSet<(long Index, ulong Value)> _kept = [];
    private readonly List<(NodeId Node, TimeSpan Time, long Index, string Value)> _decisions = [];
    private long _unchecked;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.Decided) return;
        if (nodeEvent.Text is null || (_decisions.Count == most && !IsKept(nodeEvent)))
        {
            _unchecked++;
            return;
        }

        if (_kept.Add(KeyOf(nodeEvent))) _decisions.Add((node, time, nodeEvent.Index, nodeEvent.Text));
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var proposed = new Dictionary<(long Index, string Value), TimeSpan>();
        var instanceOf = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in history.Entries)
        {
            if (entry.Operation is not Propose propose) continue;
            proposed.TryAdd((propose.Instance, propose.Value), entry.Invoked.Time);
            instanceOf.TryAdd(propose.Value, propose.Instance);
        }

        return Judge((index, value) =>
        {
            if (proposed.TryGetValue((index, value), out var time)) return (time, null);
            return (null, instanceOf.TryGetValue(value, out var other)
                ? $"which was proposed in instance {other} only"
                : "which nobody proposed");
        });
    }

    /// <summary>The finding where the proposals are not in a history.</summary>
    /// <param name="proposed">All values that were proposed, for any index.</param>
    /// <returns>The finding.</returns>
    public CheckResult Conclude(IReadOnlySet<string> proposed)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        return Judge((_, value) => proposed.Contains(value) ? (TimeSpan.Zero, null) : (null, "which nobody proposed"));
    }

    private CheckResult Judge(Func<long, string, (TimeSpan? Proposed, string? Otherwise)> find)
    {
        var finding = new Finding();
        foreach (var (node, time, index, value) in _decisions)
        {
            var (proposed, otherwise) = find(index, value);
            if (proposed is { } at && at > time) otherwise = $"which was first proposed at {Words.Seconds(at)}";
            if (otherwise is not null)
                finding.Add(time, $"{node} decided {value} for index {index} at {Words.Seconds(time)}, {otherwise}");
        }

        return finding.Conclude(
            _unchecked == 0 ? null :
                $"{Words.Count(_unchecked, "decision")} could not be checked: their values were not given as text, or "
                + $"{Words.Number(most)} different ones came before them",
            $"{Words.Count(_decisions.Count, "different decision")}, all of proposed values");
    }

    private bool IsKept(in NodeEvent nodeEvent) => _kept.Contains(KeyOf(nodeEvent));

    private static (long Index, ulong Value) KeyOf(in NodeEvent nodeEvent) =>
        (nodeEvent.Index, StableHash.Of(nodeEvent.Text ?? ""));
}
