using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Comparisons;

/// <summary>What happens in a run of a comparison.</summary>
public enum SituationKind
{
    /// <summary>Nothing goes wrong.</summary>
    NoFault,

    /// <summary>The process of the leader, or of the first node where nobody leads, dies and is started again later.</summary>
    OneCrash,

    /// <summary>As many processes die as the system survives, the leader's among them.</summary>
    ManyCrashes,

    /// <summary>The leader, or the first node, lies: each seed in another way.</summary>
    OneLiar,

    /// <summary>Fewer than half of the nodes, the leader among them, are cut off with half of the users.</summary>
    Partition,

    /// <summary>
    /// Where anyone may join, a node joins for the first time, late. Where the members are fixed there are no newcomers, and a member comes
    /// back with an empty disk instead.
    /// </summary>
    Newcomer,

    /// <summary>What the user wants to go wrong besides.</summary>
    Chosen,
}

/// <summary>Makes the faults of a situation.</summary>
internal static class Situations
{
    /// <summary>Those that every comparison has.</summary>
    public static IReadOnlyList<SituationKind> Usual { get; } =
    [
        SituationKind.NoFault, SituationKind.OneCrash, SituationKind.ManyCrashes, SituationKind.OneLiar, SituationKind.Partition,
        SituationKind.Newcomer,
    ];

    /// <summary>Why a system cannot be in a situation; null where it can.</summary>
    public static string? Objection(ComparedSystem compared, SituationKind situation)
    {
        var tolerance = compared.Tolerance;
        return situation switch
        {
            SituationKind.ManyCrashes when tolerance.LostNodes == 0 => "f is 0",
            SituationKind.Newcomer when !compared.System.IsOpen && tolerance.DamagedDisks == 0 => "not supported",
            SituationKind.Partition when compared.Setup.Hosts is { Nodes.Count: 1, Clients.Count: 0 } => "nobody to cut off",
            _ => null,
        };
    }

    /// <summary>The faults.</summary>
    /// <param name="compared">The system.</param>
    /// <param name="situation">The situation; not the one that is drawn.</param>
    /// <param name="leader">Who leads when it begins.</param>
    /// <param name="place">The seed's place among the seeds, from 0.</param>
    public static FaultPlan Plan(ComparedSystem compared, SituationKind situation, NodeId leader, int place)
    {
        var (start, end) = compared.Window;
        var nodes = compared.Setup.Cluster.Nodes;
        NodeId[] leaderFirst = [leader, .. nodes.Where(node => node != leader)];
        Fault[] faults = situation switch
        {
            SituationKind.NoFault => [],
            SituationKind.OneCrash => [new CrashFault { Start = start, End = end, Nodes = [leader] }],
            SituationKind.ManyCrashes =>
                [new CrashFault { Start = start, End = end, Nodes = leaderFirst[..Math.Min(nodes.Count, compared.Tolerance.LostNodes)] }],
            SituationKind.OneLiar => [Lie(compared, leaderFirst, start, end, place)],
            SituationKind.Partition => [Cut(compared, leaderFirst, start, end)],
            SituationKind.Newcomer when compared.System.IsOpen =>
                [new AbsentFault { Start = TimeSpan.Zero, End = end, Nodes = [leaderFirst[^1]] }],
            SituationKind.Newcomer => [new DiskLossFault { Start = start, End = end, Nodes = [leaderFirst[^1]] }],
            _ => throw new ArgumentOutOfRangeException(nameof(situation)),
        };
        return new FaultPlan(faults);
    }

    private static Fault Lie(ComparedSystem compared, NodeId[] leaderFirst, TimeSpan start, TimeSpan end, int place)
    {
        NodeId[] liar = [leaderFirst[0]];
        NodeId[] others = [.. leaderFirst.Skip(1), .. compared.Setup.Hosts.Clients];
        return (place % 5) switch
        {
            1 when others.Length > 0 => new EquivocationFault
            {
                Start = start,
                End = end,
                Nodes = liar,
                Chance = Chance.Always,
                Towards = [.. others.Where((_, index) => index % 2 == 0)],
            },
            2 => new AlterFault { Start = start, End = end, Nodes = liar, Chance = Chance.Percent(50) },
            3 => new SilentFault { Start = start, End = end, Nodes = liar },
            4 => new HeldBackFault
            {
                Start = start,
                End = end,
                Nodes = liar,
                Delay = TimeSpan.FromMilliseconds(300) * compared.System.FaultTimeScale,
            },
            _ => new WrongComputationFault { Start = start, End = end, Nodes = liar, Chance = Chance.Always },
        };
    }

    private static PartitionFault Cut(ComparedSystem compared, NodeId[] leaderFirst, TimeSpan start, TimeSpan end)
    {
        // The smaller side has the leader; a single server is cut off from half of its users.
        var smaller = Math.Max(1, (leaderFirst.Length - 1) / 2);
        var clients = compared.Setup.Hosts.Clients;
        return new PartitionFault
        {
            Start = start,
            End = end,
            Side = [.. leaderFirst[..smaller], .. clients.Where((_, index) => index % 2 == 0)],
            Other = [.. leaderFirst[smaller..], .. clients.Where((_, index) => index % 2 == 1)],
        };
    }
}
