using System.Globalization;
using Faultline.Checking.Verdicts;

namespace Faultline.Workbench.Comparisons;

/// <summary>Which system to use, by rules that look at nothing but what was measured and what a system says of itself.</summary>
internal static class Rules
{
    private static readonly SituationKind[] Honest =
        [SituationKind.NoFault, SituationKind.OneCrash, SituationKind.ManyCrashes, SituationKind.Partition];

    public static IReadOnlyList<Advice> Advise(IReadOnlyList<SystemComparison> systems, Finality finality) =>
    [
        Choose(
            "one operator, and downtime is acceptable", "holds without faults, with the fewest messages an operation",
            systems.Where(static system => Holds(system, SituationKind.NoFault)).OrderBy(static system => system.Costs.Messages),
            static system => $"{Cost(system)}; {In(system, SituationKind.OneCrash)}"),
        Choose(
            "members known and trusted", "survives lost nodes, holds under crashes and partitions, and answers writes soonest",
            systems.Where(static system => !system.IsOpen && system.Tolerance.LostNodes > 0 && Honest.All(kind => Holds(system, kind)))
                .OrderBy(static system => system.Costs.MedianWrite ?? TimeSpan.MaxValue),
            static system => $"{Cost(system)}; {In(system, SituationKind.ManyCrashes)}; {In(system, SituationKind.OneLiar)}"),
        Choose(
            "members known, some may lie", "survives a liar, holds under everything, and answers writes soonest",
            systems.Where(static system => !system.IsOpen && system.Tolerance.LyingNodes > 0
                    && Honest.Append(SituationKind.OneLiar).All(kind => Holds(system, kind)))
                .OrderBy(static system => system.Costs.MedianWrite ?? TimeSpan.MaxValue),
            system => $"{Cost(system)}; {In(system, SituationKind.OneLiar)}{Price(system, systems)}"),
        Choose(
            "anyone may join", "lets strangers join, and holds without faults",
            systems.Where(static system => system.IsOpen && Holds(system, SituationKind.NoFault)),
            system => $"{Cost(system)}, {ComparisonWords.Number(system.Costs.Hashes)} hashes an operation"
                + $"{Depth(system, finality)}; {In(system, SituationKind.Newcomer)}; {In(system, SituationKind.Partition)}"),
    ];

    private static Advice Choose(
        string where, string rule, IEnumerable<SystemComparison> bestFirst, Func<SystemComparison, string> facts) =>
        bestFirst.FirstOrDefault() is { } best
            ? new Advice(where, rule, best.Name, facts(best))
            : new Advice(where, rule, null, "none of those compared will do");

    /// <summary>Whether all that is promised was held; what is not possible breaks nothing.</summary>
    private static bool Holds(SystemComparison system, SituationKind kind) =>
        system[kind] is { NotPossible: not null } or { Verdict: Verdict.Held };

    private static string Cost(SystemComparison system) =>
        $"a write is final after {ComparisonWords.Time(system.Costs.MedianWrite)} (median), "
        + $"{ComparisonWords.Number(system.Costs.Messages)} messages an operation";

    private static string In(SystemComparison system, SituationKind kind)
    {
        var situation = system[kind];
        var service = situation.Served is { } served ? $", {ComparisonWords.Share(served)} served" : "";
        return $"{ComparisonWords.Of(kind)}: {ComparisonWords.Of(situation)}{service}";
    }

    /// <summary>How many times as much it costs as the cheapest system that trusts its members.</summary>
    private static string Price(SystemComparison system, IReadOnlyList<SystemComparison> systems)
    {
        var trusting = systems.Where(static other => other.Tolerance is { LostNodes: > 0, LyingNodes: 0 } && !other.IsOpen)
            .MinBy(static other => other.Costs.Messages);
        return trusting is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; {system.Costs.Messages / trusting.Costs.Messages:0.#} times the messages of {trusting.Name}");
    }

    private static string Depth(SystemComparison system, Finality finality) => system.Confirmations is { } depth
        ? $" ({depth} blocks: a risk below {ComparisonWords.Risk(finality.Risk)} against {ComparisonWords.Risk(finality.AttackerShare)} "
            + "of the hash rate)"
        : "";
}
