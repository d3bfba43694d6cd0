using Faultline.Measurement;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Clients;
using Faultline.Runtime.Control;
using Faultline.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Workbench.Clusters;
using Faultline.Workbench.RealLoads;

namespace Faultline.Benchmarks.Real;

/// <summary>Three nodes of kv-paxos on loopback, as <c>faultline cluster up</c> starts them.</summary>
internal sealed class FaultlineCluster : IStore
{
    private FaultlineCluster(LocalCluster cluster, bool secure) =>
        (Cluster, Name) = (cluster, secure ? "kv-paxos, mutual TLS" : "kv-paxos, in the clear");

    public string Name { get; }

    public LocalCluster Cluster { get; }

    private static IReadOnlyList<string> Command => ["dotnet", Path.Combine(AppContext.BaseDirectory, "faultline.dll")];

    /// <summary>Starts the nodes and waits for the first answer.</summary>
    public static async Task<FaultlineCluster> StartAsync(string folder, bool secure)
    {
        var system = SystemCatalog.Find("kv-paxos")!;
        var cluster = LocalCluster.Create(folder, system, 3, new Dictionary<string, string>(), port: null, secure);
        var store = new FaultlineCluster(cluster, secure);
        await store.StartAsync([.. cluster.Nodes]).ConfigureAwait(false);
        await using var clients = RealClients.Open(folder, 1);
        while ((await clients.AskAsync(0, new KvPut("first", "1")).ConfigureAwait(false)).Outcome != OperationOutcome.Ok)
        {
        }

        return store;
    }

    public Task StartAsync(IReadOnlyList<NodeId> nodes) => Cluster.StartAsync(Command, nodes, CancellationToken.None);

    public async Task<AnsweredLatency> LoadAsync(bool reads, int clients, TimeSpan duration) =>
        (await RunAsync(reads, clients, null, duration).ConfigureAwait(false)).Answered();

    /// <summary>Loads it, at a rate where one is given.</summary>
    public async Task<RealLoadReport> RunAsync(bool reads, int clients, decimal? rate, TimeSpan duration)
    {
        await using var pool = RealClients.Open(Cluster.Folder, clients);
        return await RunAsync(pool, reads, rate, duration).ConfigureAwait(false);
    }

    public static Task<RealLoadReport> RunAsync(ClientPool pool, bool reads, decimal? rate, TimeSpan duration) => RealLoad.RunAsync(
        pool, new KvMix(pool.Count, "k", RealBenchmark.Keys, RealBenchmark.ValueBytes, new KvShares(reads ? 1 : 0, reads ? 0 : 1, 0, 0)),
        new RealLoadRequest { Rate = rate, Duration = duration }, CancellationToken.None);

    /// <summary>How the nodes are.</summary>
    public async Task<IReadOnlyList<NodeStatus>> StatusAsync()
    {
        var statuses = new List<NodeStatus>();
        foreach (var node in Cluster.Nodes)
            if (await Cluster.Operators.StatusAsync(node, CancellationToken.None).ConfigureAwait(false) is { } status)
                statuses.Add(status);
        return statuses;
    }

    /// <summary>The node that leads.</summary>
    public async Task<NodeId> LeaderAsync() => (await StatusAsync().ConfigureAwait(false)).First(static status => status.Leads).Node;

    public ValueTask DisposeAsync()
    {
        Cluster.Stop([.. Cluster.Nodes]);
        Cluster.Dispose();
        return ValueTask.CompletedTask;
    }
}
