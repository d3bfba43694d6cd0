using System.Diagnostics;
using Faultline.Benchmarks.Measuring;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Disks;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;
using Faultline.Systems.Pbft;

namespace Faultline.Benchmarks.Pbft;

/// <summary>A fault-free kv-pbft whose clients ask again as soon as they are answered, after its warm-up.</summary>
internal sealed class PbftWorld : WorldObserver
{
    public const int Nodes = 4;
    public const int Clients = 64;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    private readonly World _world;
    private readonly Workload _workload;
    private readonly Prng _random = new(1);
    private readonly Cluster _cluster;
    private long _answered;
    private long _requests;

    public PbftWorld(string signatures, bool asBytes)
    {
        var system = new KvPbft();
        var options = new SystemOptions(system.Options, new Dictionary<string, string> { ["signatures"] = signatures });
        _cluster = Cluster.Of(Nodes, Clients, options);
        _workload = system.CreateWorkload(_cluster);
        _world = new World(new WorldOptions
        {
            Seed = 1,
            Cluster = _cluster,
            CreateNode = id => id.IsClient ? system.CreateClient(_cluster, id) : system.CreateNode(_cluster, id),
            Format = id => system.Format(_cluster, id),
            Codec = system.Codec,
            Latency = LatencyRange.Default,
            DiskLatency = new DiskLatency { Sync = new LatencyRange(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(1)) },
            CarryBytes = asBytes,
        });
        _world.Observe(this);
        _world.RunUntil(TimeSpan.FromMilliseconds(50));
        for (var client = 0; client < Clients; client++) Ask(client);
        Deliver(5_000);
    }

    /// <summary>Messages and operations a second of processor time, and bytes of a message, by the median round.</summary>
    public (double Messages, double Operations, double Bytes) Measure(int rounds, long messages)
    {
        Deliver(messages);
        var samples = new List<(double Messages, double Operations, double Bytes)>();
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < rounds; round++)
        {
            var (before, answered, bytes) = (process.TotalProcessorTime, _answered, _world.NetworkCounters.Bytes);
            var delivered = Deliver(messages);
            process.Refresh();
            var seconds = (process.TotalProcessorTime - before).TotalSeconds;
            samples.Add((
                delivered / seconds, (_answered - answered) / seconds, (_world.NetworkCounters.Bytes - bytes) / (double)delivered));
        }

        return (
            Medians.Of(samples.Select(static sample => sample.Messages)), Medians.Of(samples.Select(static sample => sample.Operations)),
            Medians.Of(samples.Select(static sample => sample.Bytes)));
    }

    public override void OnCompleted(long request, OperationOutcome outcome, OperationResult? result, string? reason)
    {
        if (outcome != OperationOutcome.Ok) throw new InvalidOperationException($"request {request} ended with {outcome}: {reason}");
        _answered++;
        Ask((int)(request % Clients));
    }

    private void Ask(int client)
    {
        _requests += Clients;
        var operation = _workload.NextOperation(client, _random);
        _world.Request(_cluster.Clients[client], new ClientRequest(_requests + client, operation));
    }

    private long Deliver(long messages)
    {
        var before = _world.NetworkCounters.Delivered;
        while (_world.NetworkCounters.Delivered - before < messages) _world.RunUntil(_world.Now + Slice);
        if (_world.Finding is { } finding) throw new InvalidOperationException(finding.Message);
        return _world.NetworkCounters.Delivered - before;
    }
}
