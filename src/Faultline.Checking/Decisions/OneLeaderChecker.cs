using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>At most one node leads in each term, ballot or view.</summary>
/// <remarks>A node may become leader of the same term again, and two nodes may lead at the same time in different
/// terms.</remarks>
/// <param name="window">How many of the latest terms are remembered; 65,536 by default, which takes at most 2
/// MB.</param>
public sealed class OneLeaderChecker(int window = 1 << 16) : INodeEventChecker
{
    private readonly FirstSayings _leaders = new(window);
    private readonly Finding _finding = new();
    private long _elections;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.BecameLeader) return;
        _elections++;
        if (!_leaders.TryGetFirst(node, time, nodeEvent, out var first) || first.Node == node.Number) return;
        _finding.Add(time, !_finding.IsFirst ? null :
            $"{node} became leader in term {nodeEvent.Index} at {Words.Seconds(time)}, but "
            + $"{new NodeId(first.Node)} had become leader in it at {Words.Seconds(first.Time)}");
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history) => _finding.Conclude(
        _leaders.TooOld == 0 ? null :
            $"{Words.Count(_leaders.TooOld, "election")} of {Words.Number(_elections)} came after "
            + $"{Words.Number(window)} later terms and could not be compared; use a larger window",
        $"{Words.Count(_elections, "election")}, one leader in each term");
}
