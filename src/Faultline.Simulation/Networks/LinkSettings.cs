namespace Faultline.Simulation.Networks;

/// <summary>A link that is not as all others are; with the topology <c>listed</c>, a link that there is.</summary>
public sealed record LinkSettings
{
    /// <summary>One end.</summary>
    public required Vertex From { get; init; }

    /// <summary>The other end.</summary>
    public required Vertex To { get; init; }

    /// <summary>How long a message takes once it is on the link. Default: as everywhere else.</summary>
    public LatencyDistribution? Latency { get; init; }

    /// <summary>How much it carries a second. Default: as everywhere else.</summary>
    public Bandwidth? Bandwidth { get; init; }

    /// <summary>How much waits where it has a bandwidth. Default: as everywhere else.</summary>
    public QueueLimit? Queue { get; init; }

    /// <summary>Whether this says nothing of the way back from <see cref="To"/> to <see cref="From"/>. Default: false.</summary>
    public bool OneWay { get; init; }

    /// <summary>Whether it speaks of the direction from one end to another.</summary>
    internal bool Covers(Vertex from, Vertex to) => (from == From && to == To) || (!OneWay && from == To && to == From);
}
