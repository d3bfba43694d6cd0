using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
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

    /// <summary>Where in which file each fault was written, in the same order; empty where nobody wrote them.</summary>
    [JsonIgnore]
    public IReadOnlyList<FaultPlace> Places { get; init; } = [];

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
    /// <param name="tolerance">
    /// How much the system lives through; at least one node lies or has a damaged disk where such a kind is drawn. Default: nothing.
    /// </param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>The plan; empty where there is no time for faults.</returns>
    public static FaultPlan Draw(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, FaultTolerance? tolerance = null,
        NetworkGraph? graph = null)
    {
        var faults = new List<Fault>();
        tolerance ??= new FaultTolerance();
        var liars = Chosen("liars", seed, cluster, Math.Max(1, tolerance.LyingNodes));
        var victims = Chosen(NameOfVictims(tolerance), seed, cluster, Math.Max(1, tolerance.DamagedDisks));
        var newcomers = NewcomersOf(seed, cluster, tolerance);
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
                var draw = new FaultDraw(random, cluster, from, until)
                {
                    Graph = graph,
                    Liars = liars,
                    Victims = victims,
                    Newcomers = newcomers,
                };
                if (kind.Draw(draw) is { } fault) faults.Add(fault);

                // Often one fault goes over into the next, as where a cut moves: the worst moment is the one between them.
                from = random.Below(3) == 0 ? until : until + Pause(meanPause, random);
            }
        }

        faults.AddRange(KeptAway(kinds, seed, cluster, start, end, newcomers));
        faults.AddRange(TakenAway(kinds, seed, cluster, start, end, tolerance, graph));

        // OrderBy keeps the order of equals, so that the plan is one and the same everywhere.
        return new FaultPlan([.. faults.OrderBy(static fault => fault.Start)]);
    }

    /// <summary>This plan with nothing left to the seed, such as who is cut off in a partition of a named shape.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>The plan.</returns>
    public FaultPlan Settled(ulong seed, Cluster cluster, NetworkGraph? graph = null) => this with
    {
        Faults =
        [
            .. Faults.Select((fault, place) => fault.Settled(
                new FaultDraw(Prng.Stream(seed, "settled faults", place), cluster, fault.Start, fault.End) { Graph = graph })),
        ],
    };

    /// <summary>Why this plan cannot happen, or null where it can.</summary>
    /// <param name="cluster">Who takes part.</param>
    /// <param name="duration">How long the run lasts; null for long enough.</param>
    /// <param name="graph">The network, where it is no mesh.</param>
    /// <returns>One sentence that names the entry, or null.</returns>
    public string? Objection(Cluster cluster, TimeSpan? duration = null, NetworkGraph? graph = null)
    {
        for (var i = 0; i < Faults.Count; i++)
        {
            if ((Faults[i].Objection(cluster) ?? Faults[i].NetworkComplaint(graph)) is { } objection)
                return $"{Name(i)} cannot happen: {objection}";
            if (duration is { } end && Faults[i].End > end)
            {
                return $"{Name(i)} cannot happen: it ends at {Duration.Format(Faults[i].End)}, after the run's end at "
                    + Duration.Format(end);
            }
        }

        return Clash();
    }

    /// <summary>Names two faults that are one too many, or null.</summary>
    private string? Clash()
    {
        var active = new List<int>();
        foreach (var i in Enumerable.Range(0, Faults.Count).OrderBy(i => Faults[i].Start))
        {
            active.RemoveAll(earlier => Faults[earlier].End <= Faults[i].Start);
            foreach (var earlier in active)
            {
                if (Faults[i].Clash(Faults[earlier]) is not { } target) continue;
                var until = Duration.Format(Faults[earlier].End);
                return $"{Name(i)} cannot happen: {Name(earlier, brief: true)} strikes {target} until {until}";
            }

            active.Add(i);
        }

        return null;
    }

    private string Name(int index, bool brief = false)
    {
        var number = index < Places.Count ? Places[index].Number : index + 1;
        var name = $"fault {number} of the plan ({Faults[index].Kind})";
        if (index >= Places.Count) return name;
        var (file, line, column, _) = Places[index];
        return brief ? $"{name} in line {line}" : $"{file}, line {line}, column {column}: {name}";
    }

    /// <summary>Newcomers join one by one, at any time that leaves them enough of the run.</summary>
    private static IEnumerable<Fault> KeptAway(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, NodeId[] newcomers)
    {
        if (end <= start || kinds.FirstOrDefault(static kind => kind.KeepAway is not null)?.KeepAway is not { } keepAway) yield break;
        var random = Prng.Stream(seed, "faults: newcomers");
        foreach (var node in newcomers)
        {
            var joins = end - new TimeSpan(random.Below((end - start).Ticks));
            yield return keepAway(new FaultDraw(random, cluster, TimeSpan.Zero, joins), node);
        }
    }

    /// <summary>In some seeds a few nodes never come back: the others must do without them to the end.</summary>
    /// <remarks>Who passes messages on comes back: those behind it would be cut off with it, and no system can help them.</remarks>
    private static IEnumerable<Fault> TakenAway(
        IReadOnlyList<FaultKind> kinds, ulong seed, Cluster cluster, TimeSpan start, TimeSpan end, FaultTolerance tolerance,
        NetworkGraph? graph)
    {
        var random = Prng.Stream(seed, "faults: for good");
        var able = kinds.Where(kind =>
            kind.TakeAway is not null && (!kind.DamagesDisks || tolerance.DamagedDisks >= tolerance.LostNodes)).ToArray();
        if (end <= start || able.Length == 0 || tolerance.LostNodes == 0 || random.Below(4) != 0) yield break;
        foreach (var node in Chosen(NameOfVictims(tolerance), seed, cluster, random.Below(tolerance.LostNodes) + 1))
        {
            var from = start + new TimeSpan(random.Below((end - start).Ticks));
            var fault = random.Pick(able).TakeAway!(new FaultDraw(random, cluster, from, end), node);
            if (graph?.Transits.Contains(node) != true) yield return fault with { Forever = true };
        }
    }

    /// <summary>How many are still to come when the run begins is another number in each seed.</summary>
    private static NodeId[] NewcomersOf(ulong seed, Cluster cluster, FaultTolerance tolerance) => tolerance.AbsentNodes == 0
        ? []
        : Chosen("newcomers", seed, cluster, Prng.Stream(seed, "how many newcomers").Below(tolerance.AbsentNodes + 1));

    /// <summary>Where liars and victims count together, they are the same ones.</summary>
    private static string NameOfVictims(FaultTolerance tolerance) => tolerance.FaultyNodes is null ? "victims" : "liars";

    /// <summary>The nodes that something happens to in the whole run: of a greater number the first are those of a smaller one.</summary>
    private static NodeId[] Chosen(string what, ulong seed, Cluster cluster, int count)
    {
        NodeId[] nodes = [.. cluster.Nodes];
        Prng.Stream(seed, what).Shuffle<NodeId>(nodes);
        return nodes[..Math.Min(count, nodes.Length)];
    }

    private static TimeSpan Pause(TimeSpan mean, Prng random) => random.Between(TimeSpan.Zero, mean + mean);
}

/// <summary>Where a fault was written down.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Number">Which entry of the list it is, from 1.</param>
public sealed record FaultPlace(string File, long Line, long Column, int Number);
