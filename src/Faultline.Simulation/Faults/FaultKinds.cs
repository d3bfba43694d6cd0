namespace Faultline.Simulation.Faults;

/// <summary>A kind of fault that plans are drawn from.</summary>
public sealed class FaultKind
{
    internal FaultKind(string name, string group, string summary, Func<FaultDraw, Fault?> draw) =>
        (Name, Group, Summary, Draw) = (name, group, summary, draw);

    /// <summary>Its name, such as <c>partition</c>.</summary>
    public string Name { get; }

    /// <summary>The group that it belongs to: network, node, disk or clock.</summary>
    public string Group { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Summary { get; }

    /// <summary>The mean pause between two faults of this kind. Default: 40 s.</summary>
    public TimeSpan MeanPause { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The shortest that one lasts. Default: 0.2 s.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest that one lasts. Default: 8 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Draws one of this kind; null where the run has nothing that it could strike.</summary>
    internal Func<FaultDraw, Fault?> Draw { get; }
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
        },
        new(PowerLossFault.Name, "node", "the power of one or all fails: un-synced writes are lost or torn", PowerLossFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(4),
        },
        new(PauseFault.Name, "node", "a process stands still for a while", PauseFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(4),
        },
        new(ClockJumpFault.Name, "clock", "a wall clock jumps and later jumps back", ClockJumpFault.Draw),
        new(ClockDriftFault.Name, "clock", "a clock runs fast or slow, by up to 0.5%", ClockDriftFault.Draw)
        {
            Longest = TimeSpan.FromSeconds(20),
        },
    ];

    /// <summary>The kinds that a profile stands for.</summary>
    /// <param name="profile"><c>all</c>, <c>none</c>, or kinds and groups joined by commas, such as <c>clock,partition</c>.</param>
    /// <returns>The kinds, in the order of <see cref="All"/>.</returns>
    /// <exception cref="ArgumentException">A part is no kind and no group; the message is for the user.</exception>
    public static IReadOnlyList<FaultKind> OfProfile(string profile)
    {
        if (profile == "none") return [];
        if (profile == "all") return All;
        var parts = profile.Split(',', StringSplitOptions.TrimEntries);
        foreach (var part in parts)
        {
            if (All.Any(kind => kind.Name == part || kind.Group == part)) continue;
            var names = All.Select(kind => kind.Group).Distinct().Concat(All.Select(kind => kind.Name));
            throw new ArgumentException($"there are no faults \"{part}\": there are all, none, {string.Join(", ", names)}");
        }

        return [.. All.Where(kind => parts.Contains(kind.Name) || parts.Contains(kind.Group))];
    }
}
