using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;

namespace Faultline.Checking.Decisions;

/// <summary>No acceptor accepts below a ballot that it has promised to anyone: a promise outlives a restart.</summary>
/// <remarks>
/// It sees what a single acceptor cannot know after a power loss: what it had told others before. Quorums often hide such a
/// lapse, so that no user ever sees it in a run; it is one all the same. A node that says so itself, and begins anew
/// (<see cref="NodeEventKind.Rejoined"/>), is bound by what it promises from then on.
/// </remarks>
/// <param name="most">How many promises (one for each node and instance) are remembered; 1,048,576 by default.</param>
public sealed class PromisesKeptChecker(int most = 1 << 20) : INodeEventChecker
{
    private readonly Dictionary<(int Node, long Instance), (ulong Ballot, TimeSpan Time)> _promised = [];
    private readonly Finding _finding = new();
    private long _acceptances;
    private long _forgotten;

    /// <inheritdoc />
    public void Observe(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind == NodeEventKind.Promised) OnPromised(node, time, nodeEvent);
        else if (nodeEvent.Kind == NodeEventKind.Accepted) OnAccepted(node, time, nodeEvent);
        else if (nodeEvent.Kind == NodeEventKind.Rejoined) OnRejoined(node, time, nodeEvent);
    }

    /// <inheritdoc />
    public CheckResult Conclude(History history) => _finding.Conclude(
        _forgotten == 0 ? null :
            $"{Words.Count(_forgotten, "promise")} came after {Words.Number(most)} others and could not be kept in mind",
        $"{Words.Count(_acceptances, "acceptance")}, none below a promise");

    private void OnPromised(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        var key = (node.Number, nodeEvent.Index);
        if (_promised.TryGetValue(key, out var known))
        {
            if (nodeEvent.Digest > known.Ballot) _promised[key] = (nodeEvent.Digest, time);
        }
        else if (_promised.Count < most)
        {
            _promised.Add(key, (nodeEvent.Digest, time));
        }
        else
        {
            _forgotten++;
        }
    }

    /// <summary>Nobody counts what it had promised before; what it has promised to those who gave its memory back counts.</summary>
    private void OnRejoined(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        foreach (var key in _promised.Keys.Where(key => key.Node == node.Number).ToArray())
            _promised[key] = (nodeEvent.Digest, time);
    }

    private void OnAccepted(NodeId node, TimeSpan time, in NodeEvent nodeEvent)
    {
        _acceptances++;
        if (!_promised.TryGetValue((node.Number, nodeEvent.Index), out var promised) || nodeEvent.Digest >= promised.Ballot) return;
        _finding.Add(time, !_finding.IsFirst ? null :
            $"{node} accepted in ballot number {nodeEvent.Digest} at {Words.Seconds(time)}, although it had promised ballot number "
            + $"{promised.Ballot} at {Words.Seconds(promised.Time)}");
    }
}
