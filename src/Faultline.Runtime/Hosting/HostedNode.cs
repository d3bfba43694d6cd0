using Faultline.Model.Nodes;
using Faultline.Runtime.Storage;

namespace Faultline.Runtime.Hosting;

/// <summary>A node on a loop, with what belongs to it alone.</summary>
internal sealed class HostedNode(Node node, NodeContext context, NodeDisk? disk)
{
    public NodeId Id => Context.Self;

    public Node Node { get; } = node;

    public NodeContext Context { get; } = context;

    /// <summary>Its disk; null for a client, which has none.</summary>
    public NodeDisk? Disk { get; } = disk;

    /// <summary>The timers that are set, each with the number of the setting that is valid.</summary>
    public Dictionary<TimerKey, long> Timers { get; } = [];

    /// <summary>The requests that have not ended.</summary>
    public Dictionary<long, PendingRequest> Requests { get; } = [];
}
