using Faultline.Model.Nodes;
using Faultline.Model.Systems;

namespace Faultline.Systems.MultiPaxos;

/// <summary>How reads are made linearizable, or not.</summary>
internal enum ReadMode
{
    /// <summary>A read is a command in the log like a write.</summary>
    Log,

    /// <summary>A quorum confirms the leader after the read has come.</summary>
    ReadIndex,

    /// <summary>The leader holds a lease during which no other can be elected, if clocks keep their bound.</summary>
    Lease,

    /// <summary>The node that takes itself for the leader answers alone. Unsafe: it may have been deposed.</summary>
    Local,
}

/// <summary>Mistakes that can be planted, one at a time, to see them found.</summary>
internal enum Mistake
{
    None,
    UnsyncedPromise,
    ForgottenAccepted,
    AnyValue,
    LostSessions,
    RepeatedRetry,
    Amnesia,
}

/// <summary>The settings of a replica.</summary>
internal sealed class ReplicaSettings
{
    public const string Off = "off";
    public const string On = "on";

    /// <summary>The options as users see them, without those of the state machine and its workload.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("reads", "read-index",
            "how reads are answered: through the log, after a quorum's word (read-index), under a lease, or alone (local: unsafe)",
            "log", "read-index", "lease", "local"),
        new("follower-reads", Off, "whether clients send reads to any node, which asks the leader for its read index", Off, On),
        new("max-clock-drift", "10000", "with leases: how many millionths fast or slow any clock may run"),
        new("lease", "250", "with leases: how long a follower stands by its leader, in milliseconds"),
        new("heartbeat", "50", "how often a leader says that it is there, in milliseconds"),
        new("election-timeout", "300", "the shortest silence after which a node stands for election, in milliseconds; up to twice that"),
        new("phase2-quorum", "0", "how many acceptors choose a value; 0 for a majority. An election then takes n + 1 less that many"),
        new("thrifty", Off, "whether a leader asks only a quorum at first", Off, On),
        new("batch", "64", "the most commands in one slot"),
        new("pipeline", "16", "the most slots under way at once"),
        new("flow-window", "64", "how many slots a follower may lag before its leader waits for it to catch up") { IsThreshold = true },
        new("queue", "1024", "how many commands a leader keeps waiting before it answers that it is busy"),
        new("snapshot-every", "1000", "after how many slots a snapshot is taken") { IsThreshold = true },
        new("snapshot-chunk", "4096", "the size of the parts in which a snapshot is sent, in bytes"),
        new("sessions", "1000", "how many client sessions are kept"),
    ];

    /// <summary>The option that plants a mistake.</summary>
    /// <param name="others">Mistakes of the state machine's own.</param>
    public static SystemOption MistakeOption(params string[] others) => new("mistake", "none", "plants a mistake, to see it found",
    [
        "none", "unsynced-promise", "forgotten-accepted", "any-value", "lost-sessions", "repeated-retry", "amnesia", .. others,
    ]);

    public ReplicaSettings(Cluster cluster)
    {
        var options = cluster.Options;
        Reads = options["reads"] switch
        {
            "log" => ReadMode.Log,
            "lease" => ReadMode.Lease,
            "local" => ReadMode.Local,
            _ => ReadMode.ReadIndex,
        };
        Mistake = options["mistake"] switch
        {
            "unsynced-promise" => Mistake.UnsyncedPromise,
            "forgotten-accepted" => Mistake.ForgottenAccepted,
            "any-value" => Mistake.AnyValue,
            "lost-sessions" => Mistake.LostSessions,
            "repeated-retry" => Mistake.RepeatedRetry,
            "amnesia" => Mistake.Amnesia,
            _ => Mistake.None,
        };
        Nodes = cluster.Nodes;
        Heartbeat = AtLeast(options, "heartbeat", 1);
        ElectionTimeout = AtLeast(options, "election-timeout", 2 * options.Number("heartbeat"));
        Lease = options.Milliseconds("lease");
        MaxClockDrift = options.Number("max-clock-drift");
        if (MaxClockDrift >= 1_000_000) throw new ArgumentException("option max-clock-drift must be below 1000000 (100%)");
        if (Reads == ReadMode.Lease && Lease >= ElectionTimeout)
            throw new ArgumentException("option lease must be below option election-timeout");
        var quorum = options.Number("phase2-quorum");
        if (quorum > Nodes.Count) throw new ArgumentException($"option phase2-quorum cannot be above the {Nodes.Count} nodes");
        Phase2Quorum = quorum == 0 ? (Nodes.Count / 2) + 1 : quorum;
        Thrifty = options.IsOn("thrifty");
        MaxBatch = Positive(options, "batch");
        MaxPipeline = Positive(options, "pipeline");
        FlowWindow = Positive(options, "flow-window");
        MaxQueue = Positive(options, "queue");
        SnapshotEvery = Positive(options, "snapshot-every");
        SnapshotChunk = Positive(options, "snapshot-chunk");
        SessionCapacity = Positive(options, "sessions");
    }

    public IReadOnlyList<NodeId> Nodes { get; }

    public ReadMode Reads { get; }

    public Mistake Mistake { get; }

    public TimeSpan Heartbeat { get; }

    /// <summary>The shortest silence after which a node stands for election; each waits up to twice as long.</summary>
    public TimeSpan ElectionTimeout { get; }

    /// <summary>How long a follower stands by its leader, by the follower's own clock.</summary>
    public TimeSpan Lease { get; }

    /// <summary>How many millionths fast or slow any clock may run.</summary>
    public int MaxClockDrift { get; }

    /// <summary>How many acceptors choose a value.</summary>
    public int Phase2Quorum { get; }

    /// <summary>How many acceptors elect a leader: enough to meet every phase 2 quorum (flexible Paxos, Howard et al. 2016).</summary>
    public int Phase1Quorum => Nodes.Count - Phase2Quorum + 1;

    /// <summary>
    /// How many others a node needs to regain its memory: enough to meet every quorum of either phase without the node itself.
    /// </summary>
    public int RejoinQuorum => Math.Max(Phase1Quorum, Phase2Quorum);

    public bool Thrifty { get; }

    public int MaxBatch { get; }

    public int MaxPipeline { get; }

    public int FlowWindow { get; }

    public int MaxQueue { get; }

    public int SnapshotEvery { get; }

    public int SnapshotChunk { get; }

    public int SessionCapacity { get; }

    /// <summary>
    /// How long a leader may rely on its lease, by its own clock from the sending of the heartbeat. A follower's clock that runs
    /// fast ends the lease early, and the leader's own that runs slow sees that late.
    /// </summary>
    public TimeSpan LeaderLease => new(Lease.Ticks * (1_000_000 - MaxClockDrift) / (1_000_000 + MaxClockDrift));

    private static TimeSpan AtLeast(SystemOptions options, string name, int least) => options.Number(name) >= least
        ? options.Milliseconds(name)
        : throw new ArgumentException($"option {name} must be at least {least}");

    private static int Positive(SystemOptions options, string name) => options.Number(name) > 0
        ? options.Number(name)
        : throw new ArgumentException($"option {name} must be at least 1");
}
