using Faultline.Model.Nodes;
using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Comparisons;

/// <summary>Learns who leads at a moment: the last node before it that said so.</summary>
/// <param name="moment">The moment.</param>
internal sealed class LeaderWatch(TimeSpan moment) : WorldObserver
{
    /// <summary>Who leads then; the first node where nobody does.</summary>
    public NodeId Leader { get; private set; } = NodeId.Node(1);

    public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind == NodeEventKind.BecameLeader && time < moment) Leader = node;
    }
}
