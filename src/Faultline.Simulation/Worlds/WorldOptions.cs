using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Worlds;

/// <summary>Everything that decides what happens in a world.</summary>
public sealed record WorldOptions
{
    /// <summary>The seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Who takes part.</summary>
    public required Cluster Cluster { get; init; }

    /// <summary>Makes a node or client, at its start and at each restart.</summary>
    public required Func<NodeId, Node> CreateNode { get; init; }

    /// <summary>What a host's disk holds before the first start. Default: nothing.</summary>
    public Func<NodeId, IReadOnlyList<InitialFile>> Format { get; init; } = static _ => [];

    /// <summary>The system's messages as bytes.</summary>
    public required MessageCodec Codec { get; init; }

    /// <summary>Whether a message under another's name is rejected by its receiver. Default: false.</summary>
    public bool SignsMessages { get; init; }

    /// <summary>The faults. Default: none.</summary>
    public FaultPlan Plan { get; init; } = FaultPlan.Empty;

    /// <summary>How long a message takes from one host to another. Default: 0.3 to 1.5 ms.</summary>
    public LatencyRange Latency { get; init; } = LatencyRange.Default;

    /// <summary>Links on which messages take another time; of several for one link the first counts. Default: none.</summary>
    public IReadOnlyList<LinkLatency> Links { get; init; } = [];

    /// <summary>How long a disk takes. Default: that of a solid-state disk.</summary>
    public DiskLatency DiskLatency { get; init; } = new();

    /// <summary>
    /// Whether receivers get messages that were decoded from bytes, instead of the sender's own objects. Slower, and the same trace:
    /// default false.
    /// </summary>
    public bool CarryBytes { get; init; }
}
