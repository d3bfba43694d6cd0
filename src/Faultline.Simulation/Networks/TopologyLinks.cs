using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Networks;

/// <summary>The links of a named topology.</summary>
internal static class TopologyLinks
{
    /// <summary>The links between these hosts and the routers of the shape.</summary>
    /// <exception cref="ArgumentException">These hosts cannot have this shape; the message is for the user.</exception>
    public static List<LinkSettings> Of(Topology topology, Cluster cluster, ulong seed)
    {
        var nodes = cluster.Nodes;
        var links = topology.Shape switch
        {
            TopologyShape.Ring => Ring(nodes),
            TopologyShape.Line => Between(nodes, static place => place - 1),
            TopologyShape.Tree => Between(nodes, static place => (place - 1) / 2),
            TopologyShape.Grid => Grid(nodes),
            TopologyShape.RandomRegular => RandomRegular(nodes, topology.Number, seed),
            TopologyShape.Star => Around(nodes, routers: 1),
            TopologyShape.Datacenters => [.. Around(nodes, topology.Number), .. WideAreaOf(topology.Number)],
            TopologyShape.Regions => [.. Regions.LinksOf(nodes)],
            _ => throw new ArgumentOutOfRangeException(nameof(topology), topology, "has no links by its name"),
        };

        // A client lives at a router where there are routers, and else at a node.
        var routers = topology.Shape switch
        {
            TopologyShape.Star => 1,
            TopologyShape.Datacenters or TopologyShape.Regions => topology.Number,
            _ => 0,
        };
        links.AddRange(cluster.Clients.Select((client, place) =>
            Link(client, routers > 0 ? Vertex.Router((place % routers) + 1) : nodes[place % nodes.Count])));
        return links;
    }

    /// <summary>Links for the clients that nobody has listed: they live at the nodes, in turn.</summary>
    public static IEnumerable<LinkSettings> HomesOf(Cluster cluster, IReadOnlyList<LinkSettings> links) => cluster.Clients
        .Select((client, place) => Link(client, cluster.Nodes[place % cluster.Nodes.Count]))
        .Where(home => !links.Any(link => link.From == home.From || link.To == home.From));

    private static LinkSettings Link(Vertex from, Vertex to, LatencyDistribution? latency = null) =>
        new() { From = from, To = to, Latency = latency };

    private static List<LinkSettings> Between(IReadOnlyList<NodeId> nodes, Func<int, int> earlier) =>
        [.. Enumerable.Range(1, nodes.Count - 1).Select(place => Link(nodes[earlier(place)], nodes[place]))];

    private static List<LinkSettings> Ring(IReadOnlyList<NodeId> nodes)
    {
        var links = Between(nodes, static place => place - 1);
        if (nodes.Count > 2) links.Add(Link(nodes[^1], nodes[0]));
        return links;
    }

    private static List<LinkSettings> Grid(IReadOnlyList<NodeId> nodes)
    {
        var columns = 1;
        while (columns * columns < nodes.Count) columns++;
        var links = new List<LinkSettings>();
        for (var place = 0; place < nodes.Count; place++)
        {
            if (place % columns > 0) links.Add(Link(nodes[place - 1], nodes[place]));
            if (place >= columns) links.Add(Link(nodes[place - columns], nodes[place]));
        }

        return links;
    }

    private static List<LinkSettings> Around(IReadOnlyList<NodeId> nodes, int routers) =>
        [.. nodes.Select((node, place) => Link(node, Vertex.Router((place % routers) + 1)))];

    private static IEnumerable<LinkSettings> WideAreaOf(int sites) =>
        from one in Enumerable.Range(0, sites)
        from other in Enumerable.Range(one + 1, sites - one - 1)
        select Link(Vertex.Router(one + 1), Vertex.Router(other + 1), WideArea.Between(one, other));

    /// <summary>A ring of neighbours whose links then swap ends at random, until all is mixed and still in one piece.</summary>
    private static List<LinkSettings> RandomRegular(IReadOnlyList<NodeId> nodes, int degree, ulong seed)
    {
        var count = nodes.Count;
        if (degree >= count || degree * count % 2 != 0)
        {
            throw new ArgumentException(
                $"the topology random-regular({degree}) is not possible with {count} nodes: "
                + "the degree must be below the number of nodes, and one of the two even");
        }

        var random = Prng.Stream(seed, "topology");
        var ends = new List<(int One, int Other)>();
        for (var place = 0; place < count; place++)
        {
            for (var step = 1; step <= degree / 2; step++) ends.Add((place, (place + step) % count));
            if (degree % 2 == 1 && place < count / 2) ends.Add((place, place + (count / 2)));
        }

        do
        {
            for (var swap = 0; swap < 20 * ends.Count; swap++) SwapEnds(ends, random.Below(ends.Count), random.Below(ends.Count));
        }
        while (!IsConnected(ends, count));
        return [.. ends.Select(link => Link(nodes[link.One], nodes[link.Other]))];
    }

    private static void SwapEnds(List<(int One, int Other)> ends, int first, int second)
    {
        var (a, b) = ends[first];
        var (c, d) = ends[second];
        if (a == d || c == b || Joined(a, d) || Joined(c, b)) return;
        (ends[first], ends[second]) = ((a, d), (c, b));

        bool Joined(int one, int other) => ends.Contains((one, other)) || ends.Contains((other, one));
    }

    private static bool IsConnected(List<(int One, int Other)> ends, int count)
    {
        var reached = new bool[count];
        reached[0] = true;
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var (one, other) in ends)
            {
                if (reached[one] == reached[other]) continue;
                reached[one] = reached[other] = grown = true;
            }
        }

        return reached.All(static at => at);
    }
}
