using System.Text.Json.Serialization;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Faults;

/// <summary>All faults of a run: a value that can be drawn from a seed, printed, edited, read back and replayed.</summary>
/// <param name="Faults">The faults, in the order of their starts.</param>
public sealed record FaultPlan(IReadOnlyList<Fault> Faults)
{
    /// <summary>No faults.</summary>
    public static FaultPlan Empty { get; } = new([]);

    /// <summary>How many times as many faults as usual a seed may have of a kind.</summary>
    private static readonly int[] Paces = [1, 1, 2, 4];

    /// <summary>When the last fault has healed; zero without faults.</summary>
    [JsonIgnore]
    public TimeSpan HealedAt => Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(static fault => fault.End);

    /// <summary>Draws a plan. Each kind has its own random numbers, so adding a kind leaves the others as they are.</summary>
    /// <param name="kinds">What may go wrong.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="start">When the first fault may begin.</param>
    /// <param name="end">When the last one must have healed.</param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>The plan; empty where there is no time for faults.</returns>
    public static FaultPlan Draw(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, NetworkGraph? graph = null)
    {
        var faults = new List<Fault>();
        foreach (var kind in kinds)
        {
            // Some seeds have few faults of a kind and some have many, so that sweeps meet both.
            var random = Prng.Stream(seed, "faults: " + kind.Name);
            var meanPause = new TimeSpan(kind.MeanPause.Ticks / random.Pick(Paces));
            var from = start + Pause(meanPause, random);
            while (from + kind.Shortest < end)
            {
                var until = from + random.Between(kind.Shortest, kind.Longest);
                if (until > end) until = end;
                if (kind.Draw(new FaultDraw(random, cluster, from, until) { Graph = graph }) is { } fault) faults.Add(fault);

                // Often one fault goes over into the next, as where a cut moves: the worst moment is the one between them.
                from = random.Below(3) == 0 ? until : until + Pause(meanPause, random);
            }
        }

        // OrderBy keeps the order of equals, so that the plan is one and the same everywhere.
        return new FaultPlan([.. faults.OrderBy(static fault => fault.Start)]);
    }

    /// <summary>This plan with nothing left to the seed, such as who is cut off in a partition of a named shape.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>The plan.</returns>
    public FaultPlan Settled(ulong seed, Cluster cluster, NetworkGraph? graph = null) => new([.. Faults.Select((fault, place) =>
        fault.Settled(new FaultDraw(Prng.Stream(seed, "settled faults", place), cluster, fault.Start, fault.End) { Graph = graph }))]);

    /// <summary>Why this plan cannot happen, or null where it can.</summary>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>One sentence that names the entry, or null.</returns>
    public string? Objection(Cluster cluster, NetworkGraph? graph = null)
    {
        for (var i = 0; i < Faults.Count; i++)
            if ((Faults[i].Objection(cluster) ?? Faults[i].NetworkComplaint(graph)) is { } objection)
                return $"fault {i + 1} of the plan ({Faults[i].Kind}) cannot happen: {objection}";
        return null;
    }

    private static TimeSpan Pause(TimeSpan mean, Prng random) => random.Between(TimeSpan.Zero, mean + mean);
}
