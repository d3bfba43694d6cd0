using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Systems.Bitcoin.Attacks;
using Faultline.Systems.Bitcoin.Mining;
using Faultline.Systems.Bitcoin.Peers;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin;

/// <summary>Mistakes that can be planted, one at a time, to see them found.</summary>
internal enum Mistake
{
    None,

    /// <summary>A block counts as decided as soon as it is connected.</summary>
    EarlyDecision,

    /// <summary>The node never leaves its chain for one with more work.</summary>
    NoReorganization,

    /// <summary>What a coinbase may create is not checked, and miners create too much.</summary>
    UncheckedSubsidy,
}

/// <summary>The settings of a network, and of its nodes.</summary>
internal sealed class BitcoinSettings
{
    private const string Off = "off";
    private const string On = "on";
    private const string ByHeader = "header";
    private const string ByName = "name";
    private const int Unchanged = 1_000;

    /// <summary>The options as users see them.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("block-interval", "600", "how long a block takes on average, in seconds"),
        new("retarget", "2016", "after how many blocks the difficulty is set anew; 0 for never"),
        new("easiest", "0", "how many times as easy as the first block one can become at most; 0 for any"),
        new(
            "timewarp-rule", "none",
            "how far a period may begin before the end of the one before: "
            + "as far as the median rule allows, 600 s (bip94) or 7200 s (bip54)",
            "none", "bip94", "bip54"),
        new("confirmations", "6", "how deep a block must be before what it holds counts as final"),
        new("miners", "0", "how many nodes mine, n1 first; 0 for all"),
        new("hash-rates", "equal", "who has how much of the hash rate: all miners the same, or as the largest pools have it",
            "equal", "pools"),
        new("first-share", "0", "how many thousandths of the hash rate n1 has, the others sharing the rest; 0 for as all others"),
        new("shock", "1000", "how many thousandths of its hash rate every miner has from shock-at on; 1000 for no change"),
        new("shock-at", "0", "when that changes, in seconds"),
        new("outbound", "8", "how many full connections a node opens"),
        new("miner-outbound", "0", "how many full connections a node that mines opens; 0 for as many as all others"),
        new("blocks-only", "2", "how many connections for blocks alone it opens"),
        new("inbound", "115", "how many connections it accepts"),
        new("seeds", "4", "how many addresses a node knows that starts for the first time"),
        new("group-size", "1", "how many neighbouring nodes share the first half of their addresses, as those of one owner do"),
        new("block-size", "1000000", "the largest block, in bytes"),
        new("filler", "0", "how many bytes every block has on the wire beside what it holds, in place of transactions of others"),
        new("compact-blocks", On, "whether new blocks travel as short names of their transactions", On, Off),
        new("announce", ByHeader, "how nodes tell of a new block that they do not send at once: by its header (BIP 130) or its name",
            ByHeader, ByName),
        new("block-timeout", "0", "how long a block may take that a node has asked for, in seconds; 0 for a fifth of the interval"),
        SignatureSchemes.Option("signatures", "how payments are signed"),
        new("maturity", "100", "how many blocks must stand on a coinbase before it may be spent"),
        new("halving", "210000", "after how many blocks the subsidy halves"),
        new(
            "attack", AttackPlan.None,
            "how n1 cheats: it pays n2 and the same coin elsewhere at once (race), after a secret block (finney), "
            + "or with a secret branch once n2's confirmations are there (double-spend); "
            + "or it withholds its blocks until others catch up (selfish); "
            + "or its accomplices and it surround n2, and show it a chain of their own from attack-at on (eclipse); "
            + "or it lies about the time of its blocks, so that they become easier and easier (timewarp)",
            AttackPlan.None, AttackPlan.RaceName, AttackPlan.FinneyName, AttackPlan.DoubleSpendName, AttackPlan.SelfishName,
            AttackPlan.EclipseName, AttackPlan.TimewarpName),
        new("attack-at", "0", "when an eclipse begins, in seconds"),
        new("accomplices", "0", "how many of the last nodes are the attacker's as well, in one group of addresses"),
        new("address-places", "32", "how many addresses a bucket of the address book holds"),
        new("eclipse-defences", On, "whether nodes defend themselves against being surrounded, as Heilman et al. (2015) propose", On, Off),
        .. KvWorkload.Options,
        new("mistake", "none", "plants a mistake, to see it found", "none", "early-decision", "no-reorganization", "unchecked-subsidy"),
    ];

    public BitcoinSettings(Cluster cluster)
    {
        var options = cluster.Options;
        Cluster = cluster;
        BlockInterval = TimeSpan.FromSeconds(InRange(options, "block-interval", 1, 86_400));
        RetargetInterval = InRange(options, "retarget", 0, 1_000_000);
        if (RetargetInterval == 1) throw new ArgumentException("option retarget cannot be 1: a period has two blocks or more, or is 0");
        Easiest = InRange(options, "easiest", 0, 1_000_000);
        TimewarpGraceSeconds = options["timewarp-rule"] switch
        {
            "bip94" => 600,
            "bip54" => 7_200,
            _ => null,
        };
        Confirmations = InRange(options, "confirmations", 1, 1_000);
        Miners = Math.Min(cluster.Nodes.Count, options.Number("miners") is 0 ? int.MaxValue : options.Number("miners"));
        HashRateDistribution = options["hash-rates"];
        FirstShare = InRange(options, "first-share", 0, 1_000);
        Shock = InRange(options, "shock", 1, 1_000_000) is not Unchanged and var factor
            ? new HashRateShock(
                factor / (double)Unchanged, DateTimeOffset.FromUnixTimeSeconds(BitcoinNetwork.Start + options.Number("shock-at")))
            : null;
        BlockSize = InRange(options, "block-size", 1_000, 32_000_000);
        Filler = InRange(options, "filler", 0, Messages.MessageForm.MostFiller);
        CompactBlocks = options.IsOn("compact-blocks");
        AnnouncesByName = options["announce"] == ByName;
        Signatures = SignatureSchemes.Find(options["signatures"])!;
        Maturity = InRange(options, "maturity", 1, 10_000);
        Halving = InRange(options, "halving", 1, int.MaxValue);
        Outbound = InRange(options, "outbound", 1, 100);
        MinerOutbound = InRange(options, "miner-outbound", 0, 1_000) is not 0 and var many ? many : Outbound;
        BlocksOnly = InRange(options, "blocks-only", 0, 100);
        Inbound = InRange(options, "inbound", 1, 1_000);
        Seeds = InRange(options, "seeds", 1, 100);
        GroupSize = InRange(options, "group-size", 1, 1_000);
        Attack = options["attack"];
        AttackAt = DateTimeOffset.FromUnixTimeSeconds(BitcoinNetwork.Start + options.Number("attack-at"));
        Accomplices = InRange(options, "accomplices", 0, Math.Max(0, cluster.Nodes.Count - 2));
        AddressPlaces = InRange(options, "address-places", 1, 1_000);
        IsGuarded = options.IsOn("eclipse-defences");
        Sync = SyncOf(TimeSpan.FromSeconds(InRange(options, "block-timeout", 0, 86_400)));
        Mistake = options["mistake"] switch
        {
            "early-decision" => Mistake.EarlyDecision,
            "no-reorganization" => Mistake.NoReorganization,
            "unchecked-subsidy" => Mistake.UncheckedSubsidy,
            _ => Mistake.None,
        };
    }

    public Cluster Cluster { get; }

    public TimeSpan BlockInterval { get; }

    public int RetargetInterval { get; }

    /// <summary>How many times as easy as the first block one can become; zero for any.</summary>
    public int Easiest { get; }

    /// <summary>How far a period may begin before the end of the one before, in seconds; null for no such rule.</summary>
    public int? TimewarpGraceSeconds { get; }

    /// <summary>How deep a block must be to count as final: 1 for the last one itself.</summary>
    public int Confirmations { get; }

    public int Miners { get; }

    public string HashRateDistribution { get; }

    /// <summary>How many thousandths of the hash rate the first node has; zero for as all others.</summary>
    public int FirstShare { get; }

    /// <summary>When and how the hash rate of all miners changes; null for never.</summary>
    public HashRateShock? Shock { get; }

    public int BlockSize { get; }

    public int Filler { get; }

    public bool CompactBlocks { get; }

    /// <summary>Whether a new block is announced by its name, so that others ask for its header first, as all did before BIP 130.</summary>
    public bool AnnouncesByName { get; }

    public int Maturity { get; }

    public SignatureScheme Signatures { get; }

    public int Halving { get; }

    public int Outbound { get; }

    /// <summary>How many full connections a node opens that mines.</summary>
    public int MinerOutbound { get; }

    public int BlocksOnly { get; }

    public int Inbound { get; }

    public int Seeds { get; }

    public int GroupSize { get; }

    /// <summary>What the first node does to others; see <see cref="AttackPlan"/>.</summary>
    public string Attack { get; }

    /// <summary>When the first node and its accomplices part from the others, in an eclipse.</summary>
    public DateTimeOffset AttackAt { get; }

    /// <summary>How many of the last nodes are the attacker's as well.</summary>
    public int Accomplices { get; }

    public int AddressPlaces { get; }

    /// <summary>Whether nodes defend themselves against being surrounded.</summary>
    public bool IsGuarded { get; }

    public Mistake Mistake { get; }

    /// <summary>How long a user's write may take: the wait for its confirmations is Poisson, and this is far out in its tail.</summary>
    public TimeSpan Patience => (Confirmations + 30) * BlockInterval;

    /// <summary>
    /// From how many others a node that starts must hear before it takes itself for caught up: fewer than half may be there.
    /// </summary>
    public int PeersToHear => Math.Min(3, Cluster.Nodes.Count / 2);

    /// <summary>How often a node looks after everything.</summary>
    public TimeSpan MaintainEvery => Between(BlockInterval / 10, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>How often a node writes down whom it knows.</summary>
    public TimeSpan SaveEvery => 24 * BlockInterval;

    /// <summary>How much money may exist after so many blocks, in satoshi, by the schedule that users are promised.</summary>
    public long MostCoins(int height)
    {
        var most = Cluster.Nodes.Count * BitcoinNetwork.CoinsOfNode * BitcoinNetwork.AmountOfCoin;
        var (subsidy, blocks) = (50 * Transactions.Money.Bitcoin, (long)height);
        for (; blocks > 0 && subsidy > 0; blocks -= Halving, subsidy /= 2) most += Math.Min(blocks, Halving) * subsidy;
        return most;
    }

    /// <summary>How many blocks there can be after so long where nobody lies about the time, whatever the hash rate does.</summary>
    /// <remarks>
    /// A thousand times the hash rate, the largest shock, is over after seven periods: a factor of four each, and the tail. Otherwise
    /// blocks take their interval on average, of which half is granted to chance. Clocks may be as wrong as block times may be ahead.
    /// </remarks>
    public int MostBlocks(TimeSpan elapsed)
    {
        const int PeriodsOfShocks = 8;
        if (RetargetInterval == 0) return int.MaxValue;
        var time = elapsed + TimeSpan.FromSeconds(Headers.NetworkParameters.DefaultFutureLimitSeconds);
        return (int)Math.Clamp((PeriodsOfShocks * (long)RetargetInterval) + (2 * time.Ticks / BlockInterval.Ticks), 0, int.MaxValue);
    }

    public SyncSettings Sync { get; }

    private SyncSettings SyncOf(TimeSpan blockTimeout) => new()
    {
        BlockInterval = BlockInterval,
        BlockTimeout = blockTimeout > TimeSpan.Zero
            ? blockTimeout
            : Between(BlockInterval / 5, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10)),
        HeadersTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>A node's share of the hash rate: 0 to 1.</summary>
    public double ShareOf(NodeId node) => HashRates.ShareOf(HashRateDistribution, node.Number - 1, Miners, FirstShare);

    /// <summary>How many nodes have no more than a share of the hash rate together, whichever they are.</summary>
    public int LargestWithin(double share)
    {
        var count = 0;
        foreach (var own in Cluster.Nodes.Select(ShareOf).OrderDescending())
        {
            if (own > share) break;
            share -= own;
            count++;
        }

        return count;
    }

    public ConnectionSettings ConnectionsOf(NodeId self) => new()
    {
        Seeds = SeedsOf(self),
        Nodes = Cluster.Nodes.Count,
        GroupSize = GroupSize,
        Accomplices = Accomplices,
        AddressPlaces = AddressPlaces,
        IsGuarded = IsGuarded,
        Outbound = self.Number <= Miners ? MinerOutbound : Outbound,
        BlocksOnly = BlocksOnly,
        Inbound = Inbound,
        MaintainEvery = MaintainEvery,
        PingAfter = Between(2 * BlockInterval, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(20)),
        PingTimeout = Between(BlockInterval / 10, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)),
        FeelerEvery = Between(BlockInterval, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10)),
    };

    /// <summary>
    /// Addresses that came with the program. The first is that of an earlier node, so that all nodes together are one network whatever the
    /// others are; accomplices of an attacker are not among them.
    /// </summary>
    private List<NodeId> SeedsOf(NodeId self)
    {
        var count = Cluster.Nodes.Count - Accomplices;
        var seeds = new List<NodeId>();
        if (count == 1) return seeds;
        var random = Prng.Stream((ulong)count, "seeds", self.Number);
        seeds.Add(self.Number == 1 ? NodeId.Node(2) : NodeId.Node(1 + random.Below(Math.Min(self.Number - 1, count))));
        while (seeds.Count < Math.Min(Seeds, count - 1))
        {
            var seed = NodeId.Node(1 + random.Below(count));
            if (seed != self && !seeds.Contains(seed)) seeds.Add(seed);
        }

        return seeds;
    }

    private static TimeSpan Between(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;

    private static int InRange(SystemOptions options, string name, int least, int most) =>
        options.Number(name) is var number && number >= least && number <= most
        ? number
        : throw new ArgumentException($"option {name} must be {least} to {most}");
}
