using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faultline.Simulation.Networks;

/// <summary>The shape of a network.</summary>
public enum TopologyShape
{
    /// <summary>Everyone has a link to everyone else.</summary>
    Mesh,

    /// <summary>n1 to n2 to n3 and so on, and the last to n1; nodes pass messages on.</summary>
    Ring,

    /// <summary>n1 to n2 to n3 and so on; nodes pass messages on.</summary>
    Line,

    /// <summary>Every host has one link, to the router r1.</summary>
    Star,

    /// <summary>n1 is the root, n2 and n3 hang on it, n4 and n5 on n2, and so on; nodes pass messages on.</summary>
    Tree,

    /// <summary>Nodes in rows and columns, as square as possible; nodes pass messages on.</summary>
    Grid,

    /// <summary>Every node has a set number of neighbours, drawn from the seed; nodes pass messages on.</summary>
    RandomRegular,

    /// <summary>Sites with a router each, all joined by wide-area links; nodes and clients are dealt out to the sites in turn.</summary>
    Datacenters,

    /// <summary>Six regions of the world with a router each; nodes are spread over them as Bitcoin's are, with slow access links.</summary>
    Regions,

    /// <summary>The links that are listed, and no others.</summary>
    Listed,
}

/// <summary>Who has a link to whom, by name. A value, written as in <see cref="Form"/>.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Number">The neighbours of a node of a random regular graph, or the sites of data centres; else zero.</param>
public readonly record struct Topology(TopologyShape Shape, int Number = 0)
{
    /// <summary>How a topology may be written, for error messages.</summary>
    public const string Form =
        "mesh, ring, line, star, tree, grid, random-regular(DEGREE), datacenters, datacenters(SITES), regions or listed";

    private const string RandomRegular = "random-regular";
    private const string Datacenters = "datacenters";

    /// <summary>Reads a topology.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="topology">The topology, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Topology topology)
    {
        topology = text switch
        {
            "ring" => new Topology(TopologyShape.Ring),
            "line" => new Topology(TopologyShape.Line),
            "star" => new Topology(TopologyShape.Star),
            "tree" => new Topology(TopologyShape.Tree),
            "grid" => new Topology(TopologyShape.Grid),
            "regions" => new Topology(TopologyShape.Regions, Networks.Regions.Count),
            "listed" => new Topology(TopologyShape.Listed),
            Datacenters => new Topology(TopologyShape.Datacenters, WideArea.Sites),
            _ when NumberIn(text, RandomRegular) is { } degree and >= 2 => new Topology(TopologyShape.RandomRegular, degree),
            _ when NumberIn(text, Datacenters) is { } sites and >= 1 and <= WideArea.Sites =>
                new Topology(TopologyShape.Datacenters, sites),
            _ => default,
        };
        return topology != default || text == "mesh";
    }

    /// <inheritdoc />
    public override string ToString() => Shape switch
    {
        TopologyShape.RandomRegular => string.Create(CultureInfo.InvariantCulture, $"{RandomRegular}({Number})"),
        TopologyShape.Datacenters => string.Create(CultureInfo.InvariantCulture, $"{Datacenters}({Number})"),
#pragma warning disable CA1308 // Names in settings are lower case.
        _ => Shape.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };

    /// <summary>The number in <c>name(number)</c>.</summary>
    private static int? NumberIn(string? text, string name)
    {
        if (text is null || !text.StartsWith(name + "(", StringComparison.Ordinal) || !text.EndsWith(')')) return null;
        var digits = text.AsSpan(name.Length + 1, text.Length - name.Length - 2);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
