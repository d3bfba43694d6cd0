using Faultline.Model.Nodes;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Faults;

/// <summary>A kind of fault that plans are drawn from.</summary>
public sealed record FaultKind
{
    internal FaultKind(string name, string group, string summary, Func<FaultDraw, Fault?> draw) =>
        (Name, Group, Summary, Draw) = (name, group, summary, draw);

    /// <summary>Its name, such as <c>partition</c>.</summary>
    public string Name { get; }

    /// <summary>The group that it belongs to, such as <c>network</c>.</summary>
    public string Group { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Summary { get; }

    /// <summary>The mean pause between two faults of this kind. Default: 40 s.</summary>
    public TimeSpan MeanPause { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The shortest that one lasts. Default: 0.2 s.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that one lasts. Default: 8 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether <c>all</c> means this kind too, for a system that tolerates so much. Default: always.</summary>
    public Func<FaultTolerance, bool> InAll { get; init; } = static _ => true;

    /// <summary>Whether it damages what was durable. Default: false.</summary>
    public bool DamagesDisks { get; init; }

    /// <summary>Makes one that takes a node away; null for kinds that do not.</summary>
    internal Func<FaultDraw, NodeId, Fault>? TakeAway { get; init; }

    /// <summary>Makes one that keeps a node away from the start of the run; null for kinds that do not.</summary>
    internal Func<FaultDraw, NodeId, Fault>? KeepAway { get; init; }

    /// <summary>Draws one of this kind; null where the run has nothing that it could strike.</summary>
    internal Func<FaultDraw, Fault?> Draw { get; }

    /// <summary>The same kind at a pace at which everything takes so many times as long.</summary>
    /// <param name="times">1 or more.</param>
    /// <returns>The kind.</returns>
    public FaultKind Slower(int times) => times == 1 ? this : this with
    {
        MeanPause = times * MeanPause,
        Shortest = times * Shortest,
        Longest = times * Longest,
    };

    /// <summary>The same kind at another rate.</summary>
    internal FaultKind At(FaultRate rate) => this with
    {
        MeanPause = rate.Pause ?? MeanPause,
        Shortest = rate.Shortest ?? Shortest,
        Longest = rate.Longest ?? Longest,
    };
}

/// <summary>All kinds of fault.</summary>
public static class FaultKinds
{
    /// <summary>The kinds, in the order in which lists show them.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new(LossFault.Name, "network", "messages are lost", LossFault.Draw),
        new(DuplicationFault.Name, "network", "messages arrive twice", DuplicationFault.Draw),
        new(ReorderingFault.Name, "network", "some messages are overtaken by later ones", ReorderingFault.Draw),
        new(SlowLinksFault.Name, "network", "messages take longer", SlowLinksFault.Draw),
        new(PartitionFault.Name, "network", "two sides are cut off: both ways, one way, or but for a bridge",
            static draw => PartitionFault.Draw(draw, style: null))
        {
            MeanPause = TimeSpan.FromSeconds(25),
            TakeAway = PartitionFault.Of,
        },
        new(FlappingFault.Name, "network", "one node after another is cut off for a short time", FlappingFault.Draw),
        new(PartialPartitionFault.Name, "network", "single pairs of nodes are cut off: at random, or so that each still reaches a majority",
            PartialPartitionFault.Draw),
        new(CorruptionFault.Name, "network", "bits of messages are flipped", CorruptionFault.Draw),
        new(CongestedLinksFault.Name, "network", "links carry little, and their queues fill up", CongestedLinksFault.Draw),
        new(RouterDeathFault.Name, "network", "a router is dead, and routes follow later", RouterDeathFault.Draw),
        new(BlackHoleFault.Name, "network", "a router, or a node that passes messages on, swallows them", BlackHoleFault.Draw),
        new(RoutingLoopFault.Name, "network", "two neighbours send messages to and fro until they expire", RoutingLoopFault.Draw),
        new(StaleRoutesFault.Name, "network", "routes do not follow what dies or comes back", StaleRoutesFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(20),
        },
        new(AsymmetricPathFault.Name, "network", "messages to one node take a longer way than those back", AsymmetricPathFault.Draw),
        new(CrashFault.Name, "node", "a process dies and is started again", CrashFault.Draw)
        {
            MeanPause = TimeSpan.FromSeconds(25),
            TakeAway = CrashFault.Of,
        },
        new(AbsentFault.Name, "node", "a node leaves in order and comes back, or joins after the start", AbsentFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(60),
            TakeAway = AbsentFault.Of,
            KeepAway = AbsentFault.Of,
            InAll = static tolerance => tolerance.AbsentNodes > 0,
        },
        new(PowerLossFault.Name, "node", "the power of one, a rack or all fails: un-synced writes are lost or torn", PowerLossFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(4),
        },
        new(PauseFault.Name, "node", "a process stands still for a while", PauseFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(4),
            TakeAway = PauseFault.Of,
        },
        new(MemoryPressureFault.Name, "node", "a process that holds too much memory is ended", MemoryPressureFault.Draw),
        new(DiskFullFault.Name, "disk", "a disk has no room for more", DiskFullFault.Draw),
        new(IoErrorFault.Name, "disk", "reads and syncs fail; un-synced writes are gone then, or not", IoErrorFault.Draw),
        new(SlowDiskFault.Name, "disk", "a disk takes many times as long", SlowDiskFault.Draw),
        new(DiskCorruptionFault.Name, "disk", "sectors hold something else than what was written", DiskCorruptionFault.Draw)
        {
            DamagesDisks = true,
            InAll = static tolerance => tolerance.DamagedDisks > 0,
        },
        new(DiskLossFault.Name, "disk", "a disk is gone for good; the node comes back with an empty one", DiskLossFault.Draw)
        {
            TakeAway = DiskLossFault.Of,
            DamagesDisks = true,
            InAll = static tolerance => tolerance.DamagedDisks > 0,
        },
        new(SlowCpuFault.Name, "node", "each step of a node takes longer, by up to 10 ms", SlowCpuFault.Draw),
        new(FloodFault.Name, "overload", "a crowd sends a node requests that serve nobody", FloodFault.Draw) { InAll = static _ => false },
        new(ClockJumpFault.Name, "clock", "a wall clock jumps and later jumps back", ClockJumpFault.Draw),
        new(ClockDriftFault.Name, "clock", "a clock runs fast or slow, by up to 0.5%", ClockDriftFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(20),
        },
        Byzantine(SilentFault.Name, "a node lives on and sends nothing", SilentFault.Draw),
        Byzantine(SilentTowardsFault.Name, "a node sends nothing to some of the others", SilentTowardsFault.Draw),
        Byzantine(EquivocationFault.Name, "a node tells some receivers something else than the others", EquivocationFault.Draw),
        Byzantine(AlterFault.Name, "a node sends messages in which one field is wrong", AlterFault.Draw),
        Byzantine(ReplayFault.Name, "a node sends old messages of its own once more, to anyone", ReplayFault.Draw),
        Byzantine(ForgedSenderFault.Name, "a node sends messages under another's name", ForgedSenderFault.Draw),
        Byzantine(WrongComputationFault.Name, "a node answers in the right form with wrong results", WrongComputationFault.Draw),
        Byzantine(HeldBackFault.Name, "a node holds back what it says, in order, each message by up to 1 s", HeldBackFault.Draw),
    ];

    /// <summary>The kinds that a profile stands for.</summary>
    /// <param name="profile">
    /// <c>none</c>, or <c>all</c>, kinds and groups joined by commas, such as <c>clock,partition</c> or <c>all,byzantine</c>. <c>all</c> is
    /// what the system's promises cover, but for liars, who come only where they are asked for.
    /// </param>
    /// <param name="tolerance">How much the system tolerates; null for no lying node and no damaged disk.</param>
    /// <returns>The kinds, in the order of <see cref="All"/>.</returns>
    /// <exception cref="ArgumentException">A part is no kind and no group; the message is for the user.</exception>
    public static IReadOnlyList<FaultKind> OfProfile(string profile, FaultTolerance? tolerance = null)
    {
        if (profile == "none") return [];
        var parts = profile.Split(',', StringSplitOptions.TrimEntries);
        foreach (var part in parts)
            if (part != "all" && !All.Any(kind => kind.Name == part || kind.Group == part))
                throw new ArgumentException(Unknown(part, ["all", "none", .. All.Select(static kind => kind.Group).Distinct()]));
        tolerance ??= new FaultTolerance();
        return
        [
            .. All.Where(kind => parts.Contains(kind.Name) || parts.Contains(kind.Group)
                || (parts.Contains("all") && kind.InAll(tolerance))),
        ];
    }

    /// <summary>Says that there is no such kind of fault, and what may have been meant.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="others">What could have been asked for besides the kinds.</param>
    /// <returns>One sentence.</returns>
    public static string Unknown(string name, params IEnumerable<string> others)
    {
        string[] names = [.. others, .. All.Select(static kind => kind.Name)];
        var guess = Spelling.Nearest(name, names) is { } nearest ? $" did you mean {nearest}?" : "";
        return $"there are no faults \"{name}\":{guess} there are {string.Join(", ", names)}";
    }

    private static FaultKind Byzantine(string name, string summary, Func<FaultDraw, Fault?> draw) => new(name, "byzantine", summary, draw)
    {
        Longest = TimeSpan.FromSeconds(15),
        InAll = static _ => false,
    };
}
