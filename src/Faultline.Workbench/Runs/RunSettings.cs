using System.Text.Json.Serialization;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;

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

    /// <summary>Operations a second of all clients together.</summary>
    public required int Rate { get; init; }

    /// <summary>Virtual time that the run lasts. Default: five minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The fault profile from which the plan is drawn. Default: <c>all</c>.</summary>
    public string Faults { get; init; } = "all";

    /// <summary>How long messages take. Default: 0.3 to 1.5 ms.</summary>
    public LatencyRange Latency { get; init; } = LatencyRange.Default;

    /// <summary>Links on which messages take another time; of several for one link the first counts. Default: none.</summary>
    public IReadOnlyList<LinkLatency> Links { get; init; } = [];

    /// <summary>How long a disk takes to make writes durable. Default: 0.2 to 1 ms.</summary>
    public LatencyRange Disk { get; init; } = DefaultDisk;

    /// <summary>How long a node works on each message and request. Default: no time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ServiceTime Service { get; init; }

    /// <summary>How many messages and requests may wait for a busy node; further ones are dropped. Default: null, any number.</summary>
    public int? Inbox { get; init; }

    /// <summary>Options of the system that differ from their defaults.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    internal static LatencyRange DefaultDisk { get; } = new Simulation.Disks.DiskLatency().Sync;
}
