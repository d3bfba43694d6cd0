using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;

namespace Faultline.Systems.Tests.Nodes;

/// <summary>Nodes and ballots in few words.</summary>
internal static class Ids
{
    public static NodeId N1 { get; } = NodeId.Node(1);

    public static NodeId N2 { get; } = NodeId.Node(2);

    public static NodeId N3 { get; } = NodeId.Node(3);

    public static NodeId N4 { get; } = NodeId.Node(4);

    public static NodeId N5 { get; } = NodeId.Node(5);

    public static NodeId C1 { get; } = NodeId.Client(1);

    /// <summary>The ballot of a round and a node.</summary>
    public static Ballot B(int round, NodeId node) => new Ballot(4096L * (round - 1)).Next(node);
}
