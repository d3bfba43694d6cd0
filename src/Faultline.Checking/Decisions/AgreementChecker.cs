using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>Agreement: no two nodes decide different values for the same index.</summary>
/// <remarks>
/// A node that contradicts itself is the matter of <see cref="IntegrityChecker"/> and does not count here. Decisions
/// whose index has fallen out of the window cannot be compared; then the answer is undecided at best.
/// </remarks>
/// <param name="window">How many of the latest indices are remembered; 1,048,576 by default, which takes at most 32
/// MB.</param>
public sealed class AgreementChecker(int window = 1 << 20) : INodeEventChecker
{
    private readonly FirstSayings _decisions = new(window);
    private readonly Finding _finding = new();
    private long _decided;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.Decided) return;
        _decided++;
        if (!_decisions.TryGetFirst(node, time, nodeEvent, out var first)) return;
        if (first.Digest == nodeEvent.Digest || first.Node == node.Number) return;
        _finding.Add(time, !_finding.IsFirst ? null :
            $"{node} decided {FirstSayings.ValueOf(nodeEvent)} for index {nodeEvent.Index} at "
                + $"{Words.Seconds(time)}, but "
            + $"{new NodeId(first.Node)} had decided {_decisions.ValueOf(first)} at {Words.Seconds(first.Time)}");
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history) => _finding.Conclude(
        _decisions.TooOld == 0 ? null :
            $"{Words.Count(_decisions.TooOld, "decision")} of {Words.Number(_decided)} came after "
            + $"{Words.Number(window)} further indices and could not be compared; use a larger window",
        $"{Words.Count(_decided, "decision")} agree");
}
