using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Runs;

/// <summary>More went wrong in a run than the promises of its system cover.</summary>
/// <param name="From">Since when.</param>
/// <param name="Sentence">What is not covered, and what happened.</param>
internal sealed record Excess(TimeSpan From, string Sentence)
{
    /// <summary>
    /// What becomes of a check that failed: the promise is exceeded, not broken. It stays broken where the proof was complete before
    /// anything went too far.
    /// </summary>
    public CheckResult Excuse(CheckResult result, TimeSpan? found)
    {
        if (result.Verdict != Verdict.Broken) return result;
        if (result.Evidence.Count > 0 && result.Evidence.All(static entry => entry.HasEnded))
            found = result.Evidence.Max(static entry => entry.Completed.Time);
        return found < From ? result : result with { Verdict = Verdict.Exceeded };
    }
}

/// <summary>Tells where the faults of a run go beyond what its system tolerates.</summary>
internal static class Coverage
{
    private const int MostNamed = 5;

    /// <summary>What went too far; null where the promises cover everything that really happened.</summary>
    /// <remarks>A fault without effect excuses nothing: what fails beside it would have failed without it.</remarks>
    public static Excess? Of(
        SystemDefinition system, Cluster cluster, IReadOnlyList<Fault> faults, IReadOnlyList<FaultEffect> effects)
    {
        var tolerance = system.Tolerates(cluster);
        Fault[] real = [.. faults.Where((_, i) => effects[i].Count > 0).OrderBy(static fault => fault.Start)];
        Excess?[] possible = tolerance.FaultyNodes is { } faulty
            ?
            [
                Beyond(real, static fault => [.. fault.Liars, .. fault.DamagedDisks], faulty, "node lies or has a damaged disk",
                    "nodes lie or have damaged disks", "lied or had a damaged disk"),
            ]
            :
            [
                tolerance.LyingHashShare is { } most
                    ? BeyondShare(real, most, node => system.HashShareOf(cluster, node))
                    : Beyond(real, static fault => fault.Liars, tolerance.LyingNodes, "node lies", "nodes lie", "lied"),
                Beyond(real, static fault => fault.DamagedDisks, tolerance.DamagedDisks, "disk is damaged", "disks are damaged",
                    "had a damaged disk"),
            ];
        var byOptions = tolerance.ExceededByOptions is { } condition ? new Excess(TimeSpan.Zero, condition) : null;
        Excess[] excesses = [.. possible.Append(byOptions).OfType<Excess>()];
        return excesses.Length == 0 ? null : new Excess(
            excesses.Min(static excess => excess.From),
            $"{system.Name} does not promise anything when {string.Join("; or when ", excesses.Select(static excess => excess.Sentence))}");
    }

    private static Excess? Beyond(
        Fault[] faults, Func<Fault, IReadOnlyList<NodeId>> struck, int tolerated, string one, string several, string did) =>
        Beyond(faults, struck, nodes => nodes.Count > tolerated, tolerated switch
        {
            0 => $"a {one}",
            1 => $"more than 1 {one}",
            _ => string.Create(CultureInfo.InvariantCulture, $"more than {tolerated} {several}"),
        }, did);

    private static Excess? BeyondShare(Fault[] faults, double most, Func<NodeId, double> shareOf) => Beyond(
        faults, static fault => fault.Liars, liars => liars.Sum(shareOf) > most,
        string.Create(CultureInfo.InvariantCulture, $"nodes with more than {100 * most:0.#}% of the hash rate lie"), "lied");

    private static Excess? Beyond(
        Fault[] faults, Func<Fault, IReadOnlyList<NodeId>> struck, Func<IReadOnlyCollection<NodeId>, bool> areTooMuch, string condition,
        string did)
    {
        var nodes = new SortedSet<NodeId>();
        TimeSpan? from = null;
        foreach (var fault in faults)
        {
            nodes.UnionWith(struck(fault));
            if (areTooMuch(nodes)) from ??= fault.Start;
        }

        if (from is not { } since) return null;
        string[] named =
        [
            .. nodes.SelectMany(node => Windows(faults.Where(fault => struck(fault).Contains(node))).Select(window =>
                $"{node} {did} from {Duration.Format(window.Start)} to {Duration.Format(window.End)}")),
        ];
        var more = named.Length > MostNamed ? $" and {named.Length - MostNamed} more times" : "";
        return new Excess(since, $"{condition}: {string.Join(", ", named.Take(MostNamed))}{more}");
    }

    /// <summary>When any of the faults was there: those that touch are one.</summary>
    private static List<(TimeSpan Start, TimeSpan End)> Windows(IEnumerable<Fault> inOrder)
    {
        var windows = new List<(TimeSpan Start, TimeSpan End)>();
        foreach (var fault in inOrder)
        {
            if (windows.Count == 0 || windows[^1].End < fault.Start) windows.Add((fault.Start, fault.End));
            else if (windows[^1].End < fault.End) windows[^1] = (windows[^1].Start, fault.End);
        }

        return windows;
    }
}
