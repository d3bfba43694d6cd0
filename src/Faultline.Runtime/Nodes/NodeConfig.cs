using System.Net;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;

namespace Faultline.Runtime.Nodes;

/// <summary>What one node of a real cluster must know before it starts.</summary>
public sealed record NodeConfig
{
    /// <summary>Which node this is.</summary>
    public required NodeId Node { get; init; }

    /// <summary>All nodes, this one included, each with the address at which it listens.</summary>
    public required IReadOnlyDictionary<NodeId, EndPoint> Nodes { get; init; }

    /// <summary>The node's own folder.</summary>
    public required string Data { get; init; }

    /// <summary>The folder with the node's certificate and key; null for connections in the clear.</summary>
    public required string? Keys { get; init; }

    /// <summary>The system's options.</summary>
    public required SystemOptions Options { get; init; }

    /// <summary>How to reach the others where that is not at their own address, such as through a tunnel.</summary>
    public IReadOnlyDictionary<NodeId, EndPoint> Ways { get; init; } = new Dictionary<NodeId, EndPoint>();

    /// <summary>How many bytes its files may have. Default: what the device holds.</summary>
    public long Quota { get; init; } = long.MaxValue;

    /// <summary>
    /// How many clients are known beforehand, c1 and so on; systems that know their clients by keys need them. Default: none.
    /// </summary>
    public int Clients { get; init; }

    /// <summary>Who takes part.</summary>
    public Cluster Cluster => new([.. Nodes.Keys.Order()], [.. Enumerable.Range(1, Clients).Select(NodeId.Client)], Options);
}
