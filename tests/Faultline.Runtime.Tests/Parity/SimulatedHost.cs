using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Hosting;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Worlds;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>Probe nodes in the simulator, whose faults are planned: a restart at 100 s, a full disk from 200 s to 300 s.</summary>
internal sealed class SimulatedHost : WorldObserver, IParityHost
{
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(200);
    private static readonly TimeSpan Empty = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly World _world;
    private Ending? _ending;
    private long _requests;

    public SimulatedHost()
    {
        var system = new ProbeSystem();
        var cluster = Model.Systems.Cluster.Of(3, 0, new(system.Options));
        NodeId[] struck = [NodeId.Node(1)];
        _world = new World(new WorldOptions
        {
            Seed = 1,
            Cluster = cluster,
            CreateNode = id => system.CreateNode(cluster, id),
            Codec = system.Codec,
            CarryBytes = true,
            Plan = new FaultPlan(
            [
                new CrashFault { Start = Restart, End = Restart + Instant, Nodes = struck },
                new DiskFullFault { Start = Full, End = Empty, Nodes = struck },
            ]),
        });
        _world.Observe(this);
        _world.RunUntil(Instant);
    }

    public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason) =>
        _ending = new Ending(outcome, result, reason);

    public Task<Ending> AskAsync(NodeId node, Operation operation)
    {
        _ending = null;
        _world.Request(node, new ClientRequest(++_requests, operation));
        var end = _world.Now + Patience;
        while (_ending is null && _world.Now < end && _world.Finding is null) _world.RunUntil(_world.Now + Instant);
        Assert.Null(_world.Finding);
        return Task.FromResult(_ending ?? throw new TimeoutException($"no answer within {Patience}"));
    }

    public Task RestartAsync(NodeId node) => RunUntil(Restart + (2 * Instant));

    public Task FillDiskAsync(NodeId node) => RunUntil(Full + Instant);

    public Task EmptyDiskAsync(NodeId node) => RunUntil(Empty + Instant);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task RunUntil(TimeSpan time)
    {
        _world.RunUntil(time);
        return Task.CompletedTask;
    }
}
