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

    /// <summary>The faults. Default: none.</summary>
    public FaultPlan Plan { get; init; } = FaultPlan.Empty;

    /// <summary>How long a message takes from one host to another. Default: 0.3 to 1.5 ms.</summary>
    public LatencyRange Latency { get; init; } = LatencyRange.Default;

    /// <summary>Links on which messages take another time; of several for one link the first counts. Default: none.</summary>
    public IReadOnlyList<LinkLatency> Links { get; init; } = [];

    /// <summary>How long a disk takes. Default: that of a solid-state disk.</summary>
    public DiskLatency DiskLatency { get; init; } = new();

    /// <summary>How long a node works on each message and request. Default: no time.</summary>
    public ServiceTime Service { get; init; }

    /// <summary>How many messages and requests may wait for a busy node; further ones are dropped. Default: any number.</summary>
    public int Inbox { get; init; } = int.MaxValue;

    /// <summary>
    /// The request of a flood with a number: one that anyone could send, that costs a node work and serves nobody. Default: null, where
    /// the system knows none.
    /// </summary>
    public Func<long, Message>? Flood { get; init; }

    /// <summary>
    /// Whether receivers get messages that were decoded from bytes, instead of the sender's own objects. Slower, and the same trace:
    /// default false.
    /// </summary>
    public bool CarryBytes { get; init; }
}
