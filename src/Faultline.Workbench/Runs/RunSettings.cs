using System.Text.Json.Serialization;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;

namespace Faultline.Workbench.Runs;

/// <summary>Everything that a user may choose about a run. Same build, same settings, same plan: same trace.</summary>
public sealed record RunSettings
{
    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary>The seed. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>How many clients. Default: 8.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Operations a second of all clients together; below one too.</summary>
    public required decimal Rate { get; init; }

    /// <summary>Virtual time that the run lasts. Default: five minutes, or what the system says.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The fault profile from which the plan is drawn. Default: <c>all</c>.</summary>
    public string Faults { get; init; } = "all";

    /// <summary>The profile itself, where it is one that somebody wrote down. Default: none.</summary>
    public FaultProfile? Profile { get; init; }

    /// <summary>Whether each seed draws which of the profile's kinds of fault are on. Default: false.</summary>
    public bool Swarm { get; init; }

    /// <summary>How long messages take on a link. Default: 0.3 to 1.5 ms.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.Default;

    /// <summary>Who has a link to whom. Default: everyone to everyone.</summary>
    public Topology Topology { get; init; }

    /// <summary>Links that are not as all others; of several for one link the first counts. Default: none.</summary>
    public IReadOnlyList<LinkSettings> Links { get; init; } = [];

    /// <summary>How much a link carries a second. Default: without limit.</summary>
    public Bandwidth? Bandwidth { get; init; }

    /// <summary>How much waits for a link with a bandwidth. Default: 256 KB.</summary>
    public QueueLimit Queue { get; init; } = QueueLimit.Default;

    /// <summary>How long it takes until routes follow a change of the network. Default: 1 s.</summary>
    public TimeSpan Convergence { get; init; } = DefaultConvergence;

    /// <summary>Whether a message travels with a checksum, so that a damaged one is dropped on arrival. Default: true.</summary>
    public bool FrameChecksum { get; init; } = true;

    /// <summary>How long a disk takes to make writes durable. Default: 0.2 to 1 ms.</summary>
    public LatencyRange Disk { get; init; } = DefaultDisk;

    /// <summary>How long a node works on each message and request. Default: no time.</summary>
    public LatencyDistribution? Service { get; init; }

    /// <summary>How many messages and requests may wait for a busy node; further ones are dropped. Default: null, any number.</summary>
    public int? Inbox { get; init; }

    /// <summary>Whether the run ends at its first violation of linearizability. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FailFast { get; init; }

    /// <summary>Options of the system that differ from their defaults.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>The network in a few words, such as <c>ring, 0.3ms..1.5ms a link</c>.</summary>
    [JsonIgnore]
    public string NetworkWords
    {
        get
        {
            var words = new List<string> { Topology.ToString(), $"{Latency} a link" };
            if (Links.Count > 0) words.Add($"{Links.Count} links listed");
            if (Bandwidth is { } bandwidth) words.AddRange([bandwidth.ToString(), $"queues of {Queue}"]);
            if (Topology.Shape != TopologyShape.Mesh) words.Add($"routes follow after {Model.Clocks.Duration.Format(Convergence)}");
            if (!FrameChecksum) words.Add("no checksums");
            return string.Join(", ", words);
        }
    }

    internal static TimeSpan DefaultConvergence { get; } = TimeSpan.FromSeconds(1);

    internal static LatencyRange DefaultDisk { get; } = new Simulation.Disks.DiskLatency().Sync;
}
