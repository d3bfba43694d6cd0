using Faultline.Model.Nodes;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Networks;

/// <summary>How long messages take between two hosts, where it is not as everywhere else.</summary>
public sealed record LinkLatency
{
    /// <summary>One host.</summary>
    public required NodeId From { get; init; }

    /// <summary>The other host.</summary>
    public required NodeId To { get; init; }

    /// <summary>How long a message takes.</summary>
    public required LatencyRange Latency { get; init; }

    /// <summary>Whether the way back from <see cref="To"/> to <see cref="From"/> is as everywhere else. Default: false.</summary>
    public bool OneWay { get; init; }

    /// <summary>Why there is no such link in this cluster, or null where there is.</summary>
    /// <param name="cluster">Who takes part.</param>
    /// <returns>One sentence, or null.</returns>
    public string? Objection(Cluster cluster)
    {
        if (From == To) return $"a link from {From} to itself has no latency of its own";
        NodeId[] ends = [From, To];
        return ends.FirstOrDefault(end => !cluster.Has(end)) is { IsNone: false } unknown
            ? $"a link from {From} to {To} is not possible: there is no {unknown} in this run"
            : null;
    }

    /// <summary>Whether it says how long messages take from one host to another.</summary>
    internal bool Covers(NodeId from, NodeId to) => (from == From && to == To) || (!OneWay && from == To && to == From);
}
