using Faultline.Model.Nodes;

namespace Faultline.Model.Systems;

/// <summary>Who takes part in a run, known to everyone from the start.</summary>
/// <param name="Nodes">The nodes, n1 first.</param>
/// <param name="Clients">The clients, c1 first.</param>
/// <param name="Options">The system's options.</param>
public sealed record Cluster(IReadOnlyList<NodeId> Nodes, IReadOnlyList<NodeId> Clients, SystemOptions Options)
{
    /// <summary>Whether a node or client takes part.</summary>
    /// <param name="id">Which one.</param>
    /// <returns>Whether it does.</returns>
    public bool Has(NodeId id) => Nodes.Contains(id) || Clients.Contains(id);

    /// <summary>A cluster of so many nodes and clients.</summary>
    /// <param name="nodes">1 or more.</param>
    /// <param name="clients">0 or more.</param>
    /// <param name="options">The system's options.</param>
    /// <returns>The cluster.</returns>
    public static Cluster Of(int nodes, int clients, SystemOptions options) => new(
        [.. Enumerable.Range(1, nodes).Select(NodeId.Node)], [.. Enumerable.Range(1, clients).Select(NodeId.Client)], options);
}
