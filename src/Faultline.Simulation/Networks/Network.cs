using Faultline.Model.Randomness;
using Faultline.Simulation.Worlds;

namespace Faultline.Simulation.Networks;

/// <summary>The links between all ends, and the routes where not everyone has a link to everyone.</summary>
internal sealed class Network
{
    /// <summary>A message to oneself stays on the host: it takes this long and no network fault touches it.</summary>
    private static readonly LatencyDistribution Loopback = LatencyDistribution.Constant(TimeSpan.FromMicroseconds(10));

    private readonly WorldOptions _options;
    private readonly Vertex[] _ends;
    private readonly Link?[] _links;

    public Network(WorldOptions options)
    {
        _options = options;
        var graph = NetworkGraph.Of(options.Topology, options.Cluster, options.Links, options.Seed, options.Latency);
        _ends = graph is null
            ? [.. options.Cluster.Nodes.Concat(options.Cluster.Clients).Select(static host => (Vertex)host)]
            : [.. graph.Vertices];
        _links = new Link?[_ends.Length * _ends.Length];
        if (graph is not null) Routing = new Routing(graph);
    }

    public NetworkCounters Counters { get; } = new();

    /// <summary>The routes; null in a mesh, where every message takes one link.</summary>
    public Routing? Routing { get; }

    /// <summary>The link from one end to another, by their places.</summary>
    /// <remarks>Where two ends have no link, this is what faults do to messages that travel between the two over others.</remarks>
    public Link this[int from, int to] => _links[(from * _ends.Length) + to] ??= Make(from, to);

    public int PlaceOf(Vertex end) => Array.IndexOf(_ends, end);

    public Vertex EndAt(int place) => _ends[place];

    /// <summary>The links that there are between an end and its peer; all of the end without a peer, and all without an end.</summary>
    public IEnumerable<Link> LinksOf(Vertex? oneEnd, Vertex? otherEnd)
    {
        var end = oneEnd is { } one ? PlaceOf(one) : -1;
        var peer = otherEnd is { } other ? PlaceOf(other) : -1;
        for (var from = 0; from < _ends.Length; from++)
            for (var to = 0; to < _ends.Length; to++)
                if (from != to && (end < 0 || from == end || to == end) && (peer < 0 || from == peer || to == peer)
                    && Routing?.Graph.HasLink(from, to) != false)
                    yield return this[from, to];
    }

    private Link Make(int from, int to)
    {
        var random = Prng.Stream(_options.Seed, "link", ((long)from << 32) | (uint)to);
        if (from == to) return new Link(Loopback, random);
        var own = Routing is null
            ? _options.Links.FirstOrDefault(link => link.Covers(_ends[from], _ends[to]))
            : Routing.Graph.LinkOf(from, to);
        var link = new Link(own?.Latency ?? _options.Latency, random);
        if ((own?.Bandwidth ?? _options.Bandwidth) is { } bandwidth)
            link.Queues.Add(new LinkQueue(bandwidth, own?.Queue ?? _options.Queue));
        return link;
    }
}
