using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tracing;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Bitcoin;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Tests.Bitcoin.Scenarios;

/// <summary>A network of bitcoin whose nodes a test can look into, and some of which it can replace by others.</summary>
internal sealed class Town : WorldObserver
{
    private static readonly BitcoinSystem System = new();
    private long _requests;

    public Town(
        int nodes, string options = "", IReadOnlyList<Fault>? faults = null, ulong seed = 1, TimeSpan? latency = null,
        Func<Cluster, NodeId, Node?>? instead = null, Func<NodeId, MiningStrategy?>? strategy = null, bool counts = false,
        string topology = "mesh", IReadOnlyList<LinkSettings>? links = null)
    {
        var changes = options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        Cluster = Cluster.Of(nodes, 0, new SystemOptions(System.Options, changes));
        WantsTrace = counts;
        World = new World(new WorldOptions
        {
            Seed = seed,
            Cluster = Cluster,
            CreateNode = id => instead?.Invoke(Cluster, id) ?? new BitcoinNode(Cluster, id, strategy?.Invoke(id)),
            Format = id => System.Format(Cluster, id),
            Codec = System.Codec,
            SignsMessages = true,
            Plan = new FaultPlan(faults ?? []),
            Topology = Topology.TryParse(topology, out var shape) ? shape : default,
            Latency = LatencyDistribution.Constant(latency ?? TimeSpan.FromMilliseconds(50)),
            Links = links ?? [],
        });
        World.Observe(this);
    }

    public Cluster Cluster { get; }

    public World World { get; }

    public override bool WantsTrace { get; }

    /// <summary>What nodes said of themselves, but for decisions and counts of coins.</summary>
    public List<(TimeSpan Time, NodeId Node, NodeEvent Event)> Said { get; } = [];

    /// <summary>What was decided: by height and node.</summary>
    public Dictionary<(long Height, NodeId Node), ulong> Decided { get; } = [];

    /// <summary>How users' requests ended.</summary>
    public Dictionary<long, (OperationOutcome Outcome, OperationResult? Result, string? Reason)> Ended { get; } = [];

    /// <summary>How many messages of each type were sent to each node.</summary>
    public Dictionary<(NodeId To, string Type), long> Sent { get; } = [];

    public IEnumerable<BitcoinNode> Nodes => Cluster.Nodes.Select(id => World.NodeOn(id)).OfType<BitcoinNode>();

    public static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    public static NodeId[] Range(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(NodeId.Node)];

    public BitcoinNode Node(int number) => (BitcoinNode)World.NodeOn(NodeId.Node(number))!;

    public ChainState ChainOf(int number) => Node(number).Chain!;

    public Town Until(double hours)
    {
        World.RunUntil(Hours(hours));
        Assert.Null(World.Finding);
        return this;
    }

    public long Ask(int node, KvOperation operation)
    {
        World.Request(NodeId.Node(node), new ClientRequest(++_requests, operation));
        return _requests;
    }

    public int Count(NodeEventKind kind) => Said.Count(entry => entry.Event.Kind == kind);

    public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind == NodeEventKind.Decided) Decided[(nodeEvent.Index, node)] = nodeEvent.Digest;
        else if (nodeEvent.Kind != NodeEventKind.Supply) Said.Add((time, node, nodeEvent));
    }

    public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason) =>
        Ended[request] = (outcome, result, reason);

    public override void OnTrace(in TraceEntry entry)
    {
        if (entry.Kind != TraceKind.Sent) return;
        var key = (entry.Peer, entry.What!.GetType().Name);
        Sent[key] = Sent.GetValueOrDefault(key) + 1;
    }
}
