using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Pbft;

/// <summary>Mistakes that can be planted, one at a time, to see them found.</summary>
internal enum Mistake
{
    None,

    /// <summary>The same vote counts again when it comes again.</summary>
    CountsVotes,

    /// <summary>What a new view proposes is believed and not computed from the view changes.</summary>
    SkipsNewViewCheck,

    /// <summary>A quorum is one replica too small.</summary>
    SmallQuorum,

    /// <summary>Votes are sent without being written down first.</summary>
    ForgetsVotes,

    /// <summary>A state is taken over from whoever sends one.</summary>
    TrustsOneState,

    /// <summary>With read-only requests, a write counts as done after f + 1 answers.</summary>
    WeakWrites,
}

/// <summary>The settings of a replica.</summary>
internal sealed class PbftSettings
{
    /// <summary>The most requests in one batch that any replica accepts, whatever its own option says.</summary>
    public const int MostRequests = 1_024;

    /// <summary>The widest window of sequence numbers.</summary>
    public const int MostWindow = 4_096;

    /// <summary>The greatest view and the greatest sequence number: far from where numbers end, so that sums of them are numbers.</summary>
    public const long MostNumber = 1L << 60;

    public const string On = "on";
    public const string Off = "off";

    private static readonly string[] Mistakes =
        ["none", "counts-votes", "skips-new-view-check", "small-quorum", "forgets-votes", "trusts-one-state", "weak-writes"];

    /// <summary>The options as users see them.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        SignatureSchemes.Option("signatures", "how every message is signed; simulated costs nothing and is no cryptography"),
        new("read-only", On, "whether a read is first asked of all replicas at once, and ordered only where too few agree", On, Off),
        new("batch", "64", "the most requests in one batch, 1 to 1024"),
        new("pipeline", "16", "the most batches under way at once"),
        new("checkpoint-every", "64", "after how many sequence numbers a checkpoint is taken: K") { IsThreshold = true },
        new("window", "256", "how far sequence numbers may be ahead of the stable checkpoint: L, at least 2 K and at most 4096"),
        new("state-chunk", "4096", "the size of the parts in which a state is sent, in bytes"),
        new("view-timeout", "500", "how long a backup waits for a request that it knows before it leaves the view, in milliseconds"),
        new("view-timeout-most", "4000", "the most to which that doubles with each view that brings nothing, in milliseconds"),
        new("slow-primary", On, "whether a primary is replaced that keeps requests waiting just less than the timeout", On, Off),
        new("fairness", "16", "how many requests of each client may be executed before one that waits, until the primary is replaced"),
        new("client-retry", "100", "how long a client waits before it asks all replicas, in milliseconds; doubles up to 8 times that"),
        .. KvWorkload.Options,
        new("mistake", Mistakes[0], "plants a mistake, to see it found", Mistakes),
    ];

    public PbftSettings(Cluster cluster)
    {
        var options = cluster.Options;
        Members = Membership.Of(cluster);
        Mistake = (Mistake)Array.IndexOf(Mistakes, options["mistake"]);
        ReadsAtOnce = options.IsOn("read-only");
        MaxBatch = Within(options, "batch", 1, MostRequests);
        Pipeline = Within(options, "pipeline", 1, MostWindow);
        CheckpointEvery = Within(options, "checkpoint-every", 1, MostWindow / 2);
        Window = Within(options, "window", 2 * CheckpointEvery, MostWindow);
        StateChunk = Within(options, "state-chunk", 16, 1 << 20);
        ViewTimeout = TimeSpan.FromMilliseconds(Within(options, "view-timeout", 10, 1_000_000));
        LongestViewTimeout = TimeSpan.FromMilliseconds(
            Within(options, "view-timeout-most", options.Number("view-timeout"), 10_000_000));
        ReplacesSlowPrimary = options.IsOn("slow-primary");
        Fairness = Within(options, "fairness", 1, 1_000_000);
        ClientRetry = TimeSpan.FromMilliseconds(Within(options, "client-retry", 1, 100_000));
    }

    public Membership Members { get; }

    public Mistake Mistake { get; }

    public bool ReadsAtOnce { get; }

    public int MaxBatch { get; }

    public int Pipeline { get; }

    /// <summary>K: a checkpoint is taken at its multiples.</summary>
    public int CheckpointEvery { get; }

    /// <summary>L: the high watermark is so far above the low one.</summary>
    public int Window { get; }

    public int StateChunk { get; }

    public TimeSpan ViewTimeout { get; }

    public TimeSpan LongestViewTimeout { get; }

    public bool ReplacesSlowPrimary { get; }

    public int Fairness { get; }

    public TimeSpan ClientRetry { get; }

    /// <summary>How many distinct replicas must agree.</summary>
    public int Quorum => Mistake == Mistake.SmallQuorum ? Members.Quorum - 1 : Members.Quorum;

    /// <summary>Whether a number that someone else says can be a view or a sequence number.</summary>
    public static bool IsNumber(long value, long least = 0) => value >= least && value <= MostNumber;

    private static int Within(SystemOptions options, string name, int least, int most) =>
        options.Number(name) is var number && number >= least && number <= most
            ? number
            : throw new ArgumentException($"option {name} cannot be {number}: it is {least} to {most}");
}
