using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Faults;

/// <summary>All faults of a run: a value that can be drawn from a seed, printed, edited, read back and replayed.</summary>
/// <param name="Faults">The faults, in the order of their starts.</param>
public sealed record FaultPlan(IReadOnlyList<Fault> Faults)
{
    /// <summary>No faults.</summary>
    public static FaultPlan Empty { get; } = new([]);

    /// <summary>How many times as many faults as usual a seed may have of a kind.</summary>
    private static readonly int[] Paces = [1, 1, 2, 4];

    /// <summary>When all has healed that ever heals, and the rest has begun; zero without faults.</summary>
    [JsonIgnore]
    public TimeSpan HealedAt =>
        Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(static fault => fault.Forever ? fault.Start : fault.End);

    /// <summary>The hosts that nobody hears of again.</summary>
    [JsonIgnore]
    public IEnumerable<NodeId> Lost => Faults.SelectMany(static fault => fault.Lost).Distinct();

    /// <summary>Draws a plan. Each kind has its own random numbers, so adding a kind leaves the others as they are.</summary>
    /// <param name="kinds">What may go wrong.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="start">When the first fault may begin.</param>
    /// <param name="end">When the last one must have healed.</param>
    /// <param name="tolerance">How many nodes may come to lasting harm. Default: none.</param>
    /// <returns>The plan; empty where there is no time for faults.</returns>
    public static FaultPlan Draw(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, FaultTolerance? tolerance = null)
    {
        var faults = new List<Fault>();
        tolerance ??= new FaultTolerance();
        var victims = Victims(seed, cluster, tolerance.DamagedDisks);
        foreach (var kind in kinds)
        {
            if (kind.DamagesDisks && victims.Length == 0) continue;

            // Some seeds have few faults of a kind and some have many, so that sweeps meet both.
            var random = Prng.Stream(seed, "faults: " + kind.Name);
            var meanPause = new TimeSpan(kind.MeanPause.Ticks / random.Pick(Paces));
            var from = start + Pause(meanPause, random);
            while (from + kind.Shortest < end)
            {
                var until = from + random.Between(kind.Shortest, kind.Longest);
                if (until > end) until = end;
                if (kind.Draw(new FaultDraw(random, cluster, from, until) { Victims = victims }) is { } fault) faults.Add(fault);

                // Often one fault goes over into the next, as where a cut moves: the worst moment is the one between them.
                from = random.Below(3) == 0 ? until : until + Pause(meanPause, random);
            }
        }

        faults.AddRange(TakenAway(kinds, seed, cluster, start, end, tolerance));

        // OrderBy keeps the order of equals, so that the plan is one and the same everywhere.
        return new FaultPlan([.. faults.OrderBy(static fault => fault.Start)]);
    }

    /// <summary>Why this plan cannot happen, or null where it can.</summary>
    /// <param name="cluster">Who takes part.</param>
    /// <returns>One sentence that names the entry, or null.</returns>
    public string? Objection(Cluster cluster)
    {
        for (var i = 0; i < Faults.Count; i++)
            if (Faults[i].Objection(cluster) is { } objection)
                return $"fault {i + 1} of the plan ({Faults[i].Kind}) cannot happen: {objection}";
        return null;
    }

    /// <summary>In some seeds a few nodes never come back: the others must do without them to the end.</summary>
    private static IEnumerable<Fault> TakenAway(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, FaultTolerance tolerance)
    {
        var random = Prng.Stream(seed, "faults: for good");
        var able = kinds.Where(kind =>
            kind.TakeAway is not null && (!kind.DamagesDisks || tolerance.DamagedDisks >= tolerance.LostNodes)).ToArray();
        if (end <= start || able.Length == 0 || tolerance.LostNodes == 0 || random.Below(4) != 0) yield break;
        foreach (var node in Victims(seed, cluster, random.Below(tolerance.LostNodes) + 1))
        {
            var from = start + new TimeSpan(random.Below((end - start).Ticks));
            yield return random.Pick(able).TakeAway!(new FaultDraw(random, cluster, from, end), node) with { Forever = true };
        }
    }

    /// <summary>The nodes that come to lasting harm: of a greater number the first are those of a smaller one.</summary>
    private static NodeId[] Victims(ulong seed, Cluster cluster, int count)
    {
        NodeId[] nodes = [.. cluster.Nodes];
        Prng.Stream(seed, "victims").Shuffle<NodeId>(nodes);
        return nodes[..Math.Min(count, nodes.Length)];
    }

    private static TimeSpan Pause(TimeSpan mean, Prng random) => random.Between(TimeSpan.Zero, mean + mean);
}
