using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>Integrity: no node decides twice, differently, for the same index, restarts included.</summary>
/// <remarks>To decide the same again, as a node does that recovers its log, is fine.</remarks>
/// <param name="window">
/// How many of the latest indices are remembered of each node; 262,144 by default, which takes at most 8 MB a node.
/// </param>
public sealed class IntegrityChecker(int window = 1 << 18) : INodeEventChecker
{
    private readonly SortedDictionary<int, FirstSayings> _decisionsOfNode = [];
    private readonly Finding _finding = new();
    private long _decided;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind != NodeEventKind.Decided) return;
        _decided++;
        if (!_decisionsOfNode.TryGetValue(node.Number, out var decisions))
            _decisionsOfNode.Add(node.Number, decisions = new FirstSayings(window));
        if (!decisions.TryGetFirst(node, time, nodeEvent, out var first) || first.Digest == nodeEvent.Digest) return;
        _finding.Add(time, !_finding.IsFirst ? null :
            $"{node} decided {FirstSayings.ValueOf(nodeEvent)} for index {nodeEvent.Index} at "
                + $"{Words.Seconds(time)}, but had "
            + $"itself decided {decisions.ValueOf(first)} at {Words.Seconds(first.Time)}");
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history)
    {
        var tooOld = _decisionsOfNode.Values.Sum(static decisions => decisions.TooOld);
        return _finding.Conclude(
            tooOld == 0 ? null :
                $"{Words.Count(tooOld, "decision")} of {Words.Number(_decided)} came after "
                    + $"{Words.Number(window)} further "
                + "indices of the same node and could not be compared; use a larger window",
            $"{Words.Count(_decided, "decision")} of {Words.Count(_decisionsOfNode.Count, "node")}, none changed");
    }
}
