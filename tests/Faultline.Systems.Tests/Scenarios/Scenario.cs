using Faultline.Checking.Verdicts;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Storage;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Worlds;
using Faultline.Systems.MultiPaxos;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Scenarios;

/// <summary>A run with an explicit plan, whose nodes and messages a test can look at, and which it can stop in between.</summary>
internal sealed class Scenario : WorldObserver
{
    private readonly RunSetup _setup;
    private readonly RunWatch _watch;
    private readonly ClientLoad _load;
    private long _orders = 1_000_000_000;

    public Scenario(RunSettings settings, params IReadOnlyList<Fault> faults)
    {
        _setup = RunSetup.Of(settings, new FaultPlan(faults));
        var system = _setup.System;
        var cluster = _setup.Cluster;
        World = new World(new WorldOptions
        {
            Seed = settings.Seed,
            Cluster = _setup.Hosts,
            CreateNode = id => new Overheard(this, id.IsClient ? system.CreateClient(cluster, id)! : system.CreateNode(cluster, id)),
            Format = id => system.Format(cluster, id),
            Codec = system.Codec,
            Seal = (liar, altered) => system.Seal(cluster, liar, altered),
            Plan = _setup.Plan,
            Latency = settings.Latency,
            DiskLatency = new DiskLatency { Sync = settings.Disk },
        });
        World.Observe(this);
        _watch = new RunWatch(_setup.Promises, _setup.Unbound);
        World.Observe(_watch);
        _load = new ClientLoad(
            World, system.CreateWorkload(cluster), cluster.Clients, settings.Seed, settings.Rate, settings.Duration);
    }

    public World World { get; }

    /// <summary>What nodes said of themselves, in order.</summary>
    public List<(TimeSpan Time, NodeId Node, NodeEventKind Kind)> Said { get; } = [];

    /// <summary>How many messages of each type arrived at each node.</summary>
    public Dictionary<(NodeId Node, Type Type), int> Arrived { get; } = [];

    /// <summary>Who was elected last.</summary>
    public NodeId Leader => Said.Last(static entry => entry.Kind == NodeEventKind.BecameLeader).Node;

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>The node that runs on a host at present.</summary>
    public Node NodeOn(NodeId id) => ((Overheard)World.NodeOn(id)!).Node;

    /// <summary>Who leads at a time if nothing goes wrong before it; what goes wrong later does not change it.</summary>
    public static NodeId LeaderAt(TimeSpan time, RunSettings settings) => new Scenario(settings).Until(time).Leader;

    public Scenario Until(TimeSpan time)
    {
        World.RunUntil(time);
        return this;
    }

    /// <summary>An operator wants another node to lead.</summary>
    public void HandOver(NodeId to) => World.Request(Leader, new ClientRequest(++_orders, new HandOverTo(to)));

    /// <summary>The times at which a kind of thing happened after a moment, in order.</summary>
    public List<(TimeSpan Time, NodeId Node)> After(TimeSpan time, NodeEventKind kind) =>
        [.. Said.Where(entry => entry.Kind == kind && entry.Time > time).Select(static entry => (entry.Time, entry.Node))];

    /// <summary>Runs to the end and checks everything that the system promises.</summary>
    public void EndsWell()
    {
        World.RunUntil(_setup.Settings.Duration);
        var reports = PromiseChecks.Check(_setup, Runner.EndOf(World), _load.History, _watch, excess: null, static _ => { }, TestContext.Current.CancellationToken);

        Assert.All(reports, static report => Assert.True(report.Result.Verdict == Verdict.Held, $"{report.Name}: {report.Result.Detail}"));
    }

    public override void OnNodeEvent(TimeSpan time, NodeId node, in NodeEvent nodeEvent)
    {
        if (nodeEvent.Kind is not (NodeEventKind.Decided or NodeEventKind.Promised or NodeEventKind.Accepted))
            Said.Add((time, node, nodeEvent.Kind));
    }

    private sealed record HandOverTo(NodeId To) : Operation;

    /// <summary>A node whose messages are counted, and which passes on an operator's wish.</summary>
    private sealed class Overheard(Scenario scenario, Node node) : Node
    {
        public Node Node => node;

        public override void OnStart(NodeContext context) => node.OnStart(context);

        public override void OnMessage(NodeContext context, NodeId from, Message message)
        {
            var key = (context.Self, message.GetType());
            scenario.Arrived[key] = scenario.Arrived.GetValueOrDefault(key) + 1;
            node.OnMessage(context, from, message);
        }

        public override void OnTimer(NodeContext context, TimerKey timer) => node.OnTimer(context, timer);

        public override void OnStorage(NodeContext context, in StorageCompletion completion) => node.OnStorage(context, completion);

        public override void OnRequest(NodeContext context, in ClientRequest request)
        {
            if (request.Operation is HandOverTo { To: var to }) context.Send(context.Self, new TransferRequest(to));
            else node.OnRequest(context, request);
        }
    }
}
