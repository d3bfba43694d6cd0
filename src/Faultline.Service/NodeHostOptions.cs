using System.Net;
using Faultline.Model.Nodes;
using Faultline.Runtime.Tunnels;

namespace Faultline.Service;

/// <summary>What surrounds a node that runs as a process of its own.</summary>
public sealed record NodeHostOptions
{
    /// <summary>Where to show health and metrics. Default: nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Is told what the node says of itself, on the node's own thread. Default: nobody.</summary>
    public Action<NodeEvent>? Emitted { get; init; }

    /// <summary>How the other nodes are reached through SSH tunnels. Default: not through tunnels.</summary>
    public SshSettings? Ssh { get; init; }
}
