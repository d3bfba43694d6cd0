using Faultline.Model.Systems;

namespace Faultline.Simulation.Networks;

/// <summary>The ends and links of a network that is no mesh. Messages travel along it hop by hop.</summary>
/// <remarks>
/// Nodes and routers pass messages on; clients do not. Ends are also known by their places: nodes, then clients, then routers.
/// </remarks>
public sealed class NetworkGraph
{
    private readonly Dictionary<Vertex, int> _places = [];
    private readonly Dictionary<(int From, int To), LinkSettings> _links = [];
    private readonly int[][] _out;
    private readonly int[][] _in;
    private readonly int _nodes;
    private readonly int _hosts;

    private readonly LatencyDistribution _latency;

    private NetworkGraph(Cluster cluster, LatencyDistribution latency, List<LinkSettings> links)
    {
        _latency = latency;
        (_nodes, _hosts) = (cluster.Nodes.Count, cluster.Nodes.Count + cluster.Clients.Count);
        var routers = links.Count == 0 ? 0 : links.Max(static link => Math.Max(link.From.RouterNumber, link.To.RouterNumber));
        Routers = [.. Enumerable.Range(1, routers).Select(Vertex.Router)];
        Vertices = [.. cluster.Nodes.Concat(cluster.Clients).Select(static host => (Vertex)host), .. Routers];
        for (var place = 0; place < Vertices.Count; place++) _places[Vertices[place]] = place;
        var (to, from) = (new SortedSet<int>[Vertices.Count], new SortedSet<int>[Vertices.Count]);
        for (var place = 0; place < Vertices.Count; place++) (to[place], from[place]) = ([], []);
        foreach (var link in links)
        {
            Add(_places[link.From], _places[link.To], link);
            if (!link.OneWay) Add(_places[link.To], _places[link.From], link);
        }

        _out = [.. to.Select(static neighbours => neighbours.ToArray())];
        _in = [.. from.Select(static neighbours => neighbours.ToArray())];
        Transits = [.. Vertices.Where((_, place) => PassesOn(place) && _out[place].Length > 1)];

        void Add(int one, int other, LinkSettings link)
        {
            if (!_links.TryAdd((one, other), link)) return;
            to[one].Add(other);
            from[other].Add(one);
        }
    }

    /// <summary>All ends, by their places.</summary>
    public IReadOnlyList<Vertex> Vertices { get; }

    /// <summary>The routers, r1 first.</summary>
    public IReadOnlyList<Vertex> Routers { get; }

    /// <summary>The nodes and routers that messages of others can pass through.</summary>
    public IReadOnlyList<Vertex> Transits { get; }

    /// <summary>The graph of a topology; null for a mesh, where every link is there and nobody passes anything on.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="cluster">Who is on the network.</param>
    /// <param name="links">Links that are not as all others are, or that there are.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="latency">How long messages take on links that do not say.</param>
    /// <returns>The graph, or null.</returns>
    /// <exception cref="ArgumentException">It is not possible; the message is for the user.</exception>
    public static NetworkGraph? Of(
        Topology topology, Cluster cluster, IReadOnlyList<LinkSettings> links, ulong seed, LatencyDistribution latency)
    {
        foreach (var link in links) CheckEnds(link, cluster);
        switch (topology.Shape)
        {
            case TopologyShape.Mesh:
                var ends = links.SelectMany(static link => (Vertex[])[link.From, link.To]);
                if (ends.FirstOrDefault(static end => end.IsRouter) is { IsRouter: true } router)
                    throw new ArgumentException($"a link of {router} is not possible: a mesh has no routers; give another topology");
                return null;
            case TopologyShape.Listed when links.Count == 0:
                throw new ArgumentException("the topology listed needs links: list them in a scenario file");
            case TopologyShape.Listed:
                return Connected(new NetworkGraph(cluster, latency, [.. links, .. TopologyLinks.HomesOf(cluster, links)]));
            default:
                var graph = new NetworkGraph(cluster, latency, TopologyLinks.Of(topology, cluster, seed));
                foreach (var link in links) graph.Override(link, topology);
                return graph;
        }
    }

    /// <summary>The place of an end; -1 where there is no such end.</summary>
    internal int PlaceOf(Vertex vertex) => _places.GetValueOrDefault(vertex, -1);

    /// <summary>Whether messages of others may pass through the end at a place.</summary>
    internal bool PassesOn(int place) => place < _nodes || place >= _hosts;

    internal ReadOnlySpan<int> NeighboursOf(int place) => _out[place];

    internal ReadOnlySpan<int> NeighboursTowards(int place) => _in[place];

    internal bool HasLink(int from, int to) => _links.ContainsKey((from, to));

    internal LinkSettings? LinkOf(int from, int to) => _links.GetValueOrDefault((from, to));

    /// <summary>How long a message takes on a link, by its median and at least a tick, so that no way is longer for free.</summary>
    internal long LengthOf(int from, int to) => (LinkOf(from, to)!.Latency ?? _latency).Median.Ticks + 1;

    /// <summary>The routes while all is well.</summary>
    internal RouteTable ShortestWays() => new(this, new bool[Vertices.Count], static (_, _) => false);

    private static void CheckEnds(LinkSettings link, Cluster cluster)
    {
        if (link.From == link.To) throw new ArgumentException($"a link from {link.From} to itself is not possible: give two ends");
        foreach (var end in (Vertex[])[link.From, link.To])
            if (!end.IsRouter && !cluster.Has(end.Host))
                throw new ArgumentException($"a link from {link.From} to {link.To} is not possible: there is no {end} in this run");
    }

    private static NetworkGraph Connected(NetworkGraph graph)
    {
        var ways = graph.ShortestWays();
        for (var from = 0; from < graph._hosts; from++)
            for (var to = 0; to < graph._hosts; to++)
                if (from != to && ways.Next(from, to) < 0)
                    throw new ArgumentException($"there is no way from {graph.Vertices[from]} to {graph.Vertices[to]}: list more links");
        return graph;
    }

    private void Override(LinkSettings link, Topology topology)
    {
        var (from, to) = (PlaceOf(link.From), PlaceOf(link.To));
        if (from < 0 || to < 0 || !HasLink(from, to))
            throw new ArgumentException($"a link from {link.From} to {link.To} is not possible: the topology {topology} has no such link");
        _links[(from, to)] = Merged(link, _links[(from, to)]);
        if (!link.OneWay) _links[(to, from)] = Merged(link, _links[(to, from)]);
    }

    /// <summary>What is not said of a link stays as its topology has it.</summary>
    private static LinkSettings Merged(LinkSettings own, LinkSettings usual) => own with { Latency = own.Latency ?? usual.Latency };
}
