using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>One request in a quiet world where every message takes one unit of time and disks take none: what the paper counts.</summary>
public sealed class NormalCaseTests
{
    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_write_takes_five_delays_and_as_many_messages_as_the_paper_says(int nodes)
    {
        var world = new Quiet(nodes, []);

        Assert.Equal(5, world.DelaysOf(new KvPut("k", "v")));

        // n - 1 pre-prepares, (n - 1)^2 prepares, n (n - 1) commits and n replies: 3 + 9 + 12 + 4 for n = 4.
        Assert.Equal(
            (1, nodes - 1, (nodes - 1) * (nodes - 1), nodes * (nodes - 1), nodes),
            (world.Count<Request>(), world.Count<PrePrepare>(), world.Count<Prepare>(), world.Count<Commit>(), world.Count<Reply>()));
    }

    [Fact]
    public void A_read_takes_two_delays_and_orders_nothing()
    {
        var world = new Quiet(4, []);

        Assert.Equal(2, world.DelaysOf(new KvGet("k")));
        Assert.Equal((4, 0, 4), (world.Count<Request>(), world.Count<PrePrepare>(), world.Count<Reply>()));
    }

    [Fact]
    public void Without_read_only_requests_a_read_takes_five_delays() =>
        Assert.Equal(5, new Quiet(4, new() { ["read-only"] = "off" }).DelaysOf(new KvGet("k")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fewer_than_four_replicas_work_as_long_as_none_is_faulty(int nodes) =>
        Assert.NotNull(new Quiet(nodes, []).DelaysOf(new KvPut("k", "v")));

    private sealed class Quiet : WorldObserver
    {
        private readonly World _world;
        private readonly List<Message> _arrived = [];
        private TimeSpan? _answered;

        public Quiet(int nodes, Dictionary<string, string> options)
        {
            var system = new KvPbft();
            var cluster = Cluster.Of(nodes, 1, new SystemOptions(system.Options, options));
            _world = new World(new WorldOptions
            {
                Seed = 1,
                Cluster = cluster,
                CreateNode = id => new Counted(this, id.IsClient ? system.CreateClient(cluster, id)! : system.CreateNode(cluster, id)),
                Format = id => system.Format(cluster, id),
                Codec = system.Codec,
                Latency = LatencyRange.Constant(Unit),
                DiskLatency = new DiskLatency { Sync = LatencyRange.Constant(TimeSpan.Zero) },
            });
            _world.Observe(this);
        }

        /// <summary>How many units of time an operation takes; null for no answer in a second.</summary>
        public double? DelaysOf(KvOperation operation)
        {
            var start = TimeSpan.FromSeconds(1.25);
            _world.RunUntil(start);
            _world.Request(C1, new ClientRequest(1, operation));
            _world.RunUntil(start + TimeSpan.FromSeconds(1));
            Assert.Null(_world.Finding);
            return (_answered - start) / Unit;
        }

        public int Count<T>() => _arrived.OfType<T>().Count();

        public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
        {
            if (outcome == OperationOutcome.Ok) _answered = _world.Now;
        }

        private sealed class Counted(Quiet world, Node node) : Node
        {
            public override void OnStart(NodeContext context) => node.OnStart(context);

            public override void OnMessage(NodeContext context, NodeId from, Message message)
            {
                world._arrived.Add(message);
                node.OnMessage(context, from, message);
            }

            public override void OnTimer(NodeContext context, TimerKey timer) => node.OnTimer(context, timer);

            public override void OnStorage(NodeContext context, in Model.Storage.StorageCompletion completion) =>
                node.OnStorage(context, completion);

            public override void OnRequest(NodeContext context, in ClientRequest request) => node.OnRequest(context, request);
        }
    }
}
