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

    /// <summary>Signs what a liar altered anew in the liar's own name. Default: nothing is signed.</summary>
    public Func<NodeId, Message, Message> Seal { get; init; } = static (_, altered) => altered;

    /// <summary>The faults. Default: none.</summary>
    public FaultPlan Plan { get; init; } = FaultPlan.Empty;

    /// <summary>How long a message takes on a link. Default: 0.3 to 1.5 ms.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.Default;

    /// <summary>Who has a link to whom. Default: everyone to everyone.</summary>
    public Topology Topology { get; init; }

    /// <summary>Links that are not as all others; of several for one link the first counts. Default: none.</summary>
    public IReadOnlyList<LinkSettings> Links { get; init; } = [];

    /// <summary>How much a link carries a second. Default: without limit, and then nothing waits.</summary>
    public Bandwidth? Bandwidth { get; init; }

    /// <summary>How much waits for a link with a bandwidth. Default: 256 KB.</summary>
    public QueueLimit Queue { get; init; } = QueueLimit.Default;

    /// <summary>How long it takes until routes follow a change of the network. Default: 1 s.</summary>
    public TimeSpan Convergence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a message travels with a checksum, so that a damaged one is dropped on arrival. Default: true.</summary>
    public bool FrameChecksum { get; init; } = true;

    /// <summary>How long a disk takes. Default: that of a solid-state disk.</summary>
    public DiskLatency DiskLatency { get; init; } = new();

    /// <summary>How long a node works on each message and request. Default: no time.</summary>
    public LatencyDistribution? Service { get; init; }

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
