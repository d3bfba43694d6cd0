using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Faults;

/// <summary>Two hosts that cannot reach each other, written <c>n1|n2</c>, or <c>n1>n2</c> where only the way there is cut.</summary>
/// <param name="From">One host.</param>
/// <param name="To">The other.</param>
/// <param name="OneWay">Whether messages still pass from <paramref name="To"/> to <paramref name="From"/>.</param>
public readonly record struct Cut(NodeId From, NodeId To, bool OneWay = false)
{
    /// <summary>How a cut may be written, for error messages.</summary>
    public const string Form = "a cut such as n1|n2, or n1>n2 for one way";

    /// <summary>Reads a cut.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="cut">The cut, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cut cut)
    {
        cut = default;
        if (text?.Split('|', '>') is not [var one, var two] || !NodeId.TryParse(one, out var from) || !NodeId.TryParse(two, out var to))
            return false;
        cut = new Cut(from, to, text.Contains('>', StringComparison.Ordinal));
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{From}{(OneWay ? '>' : '|')}{To}";
}

/// <summary>Single pairs of hosts cannot reach each other, while both may reach all others.</summary>
/// <remarks>
/// Such partitions are common, and systems rarely expect them: Alquraan and others, "An Analysis of Network-Partitioning Failures in Cloud
/// Systems" (2018).
/// </remarks>
public sealed record PartialPartitionFault : Fault
{
    /// <summary>The name of this kind.</summary>
    public const string Name = "partial-partition";

    /// <summary>Who cannot reach whom.</summary>
    public required IReadOnlyList<Cut> Cuts { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Where => string.Join(' ', Cuts);

    internal static PartialPartitionFault? Draw(FaultDraw draw) =>
        draw.Random.Below(2) == 0 ? RandomCut(draw) : MajorityRing(draw) ?? RandomCut(draw);

    /// <summary>Some pairs of nodes, each by chance, some of them one way.</summary>
    internal static PartialPartitionFault? RandomCut(FaultDraw draw)
    {
        var nodes = draw.Cluster.Nodes;
        if (nodes.Count < 2) return null;
        var chance = draw.Chance(leastPercent: 10, mostPercent: 60);
        var cuts = new List<Cut>();
        for (var one = 0; one < nodes.Count; one++)
            for (var other = one + 1; other < nodes.Count; other++)
                if (draw.Random.Happens(chance))
                    cuts.Add(OneCut(nodes[one], nodes[other]));
        if (cuts.Count == 0) cuts.Add(OneCut(nodes[0], nodes[1 + draw.Random.Below(nodes.Count - 1)]));
        return new PartialPartitionFault { Start = draw.Start, End = draw.End, Cuts = cuts };

        Cut OneCut(NodeId one, NodeId other) => draw.Random.Below(4) switch
        {
            0 => new Cut(one, other, OneWay: true),
            1 => new Cut(other, one, OneWay: true),
            _ => new Cut(one, other),
        };
    }

    /// <summary>Every node reaches a majority, and no two the same one; null where that takes no cut.</summary>
    internal static PartialPartitionFault? MajorityRing(FaultDraw draw)
    {
        NodeId[] ring = [.. draw.Cluster.Nodes];
        draw.Random.Shuffle<NodeId>(ring);

        // Itself and so many on either side make a majority.
        var reach = ((ring.Length / 2) + 1) / 2;
        var cuts = new List<Cut>();
        for (var one = 0; one < ring.Length; one++)
            for (var other = one + 1; other < ring.Length; other++)
                if (Math.Min(other - one, ring.Length - other + one) > reach)
                    cuts.Add(new Cut(ring[one], ring[other]));
        return cuts.Count == 0 ? null : new PartialPartitionFault { Start = draw.Start, End = draw.End, Cuts = cuts };
    }

    private protected override string? Complaint(Cluster cluster)
    {
        if (Cuts.Count == 0) return "it cuts nobody off";
        return Cuts.Any(static cut => cut.From == cut.To)
            ? "nobody can be cut off from itself"
            : Unknown(Cuts.SelectMany(static cut => (NodeId[])[cut.From, cut.To]), cluster);
    }

    internal override Action Begin(World world, FaultEffect effect)
    {
        var ways = new List<(NodeId From, NodeId To)>();
        foreach (var cut in Cuts)
        {
            ways.Add((cut.From, cut.To));
            if (!cut.OneWay) ways.Add((cut.To, cut.From));
        }

        return PartitionFault.CutOff(world, ways, effect);
    }
}
