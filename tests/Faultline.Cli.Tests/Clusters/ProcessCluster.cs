using System.Globalization;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Clients;
using Faultline.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Workbench.Clusters;
using Faultline.Workbench.RealLoads;

namespace Faultline.Cli.Tests.Clusters;

/// <summary>A real cluster, one process a node, and a load on it while a test disturbs it.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faultline-");
    private ClientPool? _clients;
    private Task<RealLoadReport>? _load;

    public ProcessCluster(int nodes = 3, params (string Name, string Value)[] options)
    {
        var system = SystemCatalog.Find("kv-paxos")!;
        var changed = options.ToDictionary(static option => option.Name, static option => option.Value);
        Cluster = LocalCluster.Create(PathOf("cluster"), system, nodes, changed, port: null);
    }

    public LocalCluster Cluster { get; }

    private static IReadOnlyList<string> Command => ["dotnet", Path.Combine(AppContext.BaseDirectory, "faultline.dll")];

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public Task StartAsync(params IReadOnlyList<NodeId> nodes) =>
        Cluster.StartAsync(Command, nodes.Count == 0 ? [.. Cluster.Nodes] : nodes, TestContext.Current.CancellationToken);

    /// <summary>Loads the cluster until <see cref="EndLoadAsync"/>.</summary>
    public void BeginLoad(int clients, int rate, int keys = 50)
    {
        _clients = RealClients.Open(Cluster.Folder, clients);
        var request = new RealLoadRequest { Rate = rate, Duration = TimeSpan.FromHours(1) };
        var workload = new KvMix(clients, "k", keys, valueBytes: 16, new KvShares(40, 40, 15, 5));
        _load = RealLoad.RunAsync(_clients, workload, request, _enough.Token);
    }

    /// <summary>Ends the load, writes its history down, and tells what users got.</summary>
    public async Task<RealLoadReport> EndLoadAsync()
    {
        await _enough.CancelAsync();
        var report = await _load!;
        await _clients!.DisposeAsync();
        using var output = new StreamWriter(PathOf("history.jsonl"));
        HistoryJson.Write(report.History, output);
        return report;
    }

    /// <summary>Which node says that it leads; nobody where none does.</summary>
    public async Task<NodeId> LeaderAsync()
    {
        foreach (var node in Cluster.Nodes)
            if (await Cluster.Operators.StatusAsync(node, TestContext.Current.CancellationToken) is { Leads: true })
                return node;
        return default;
    }

    /// <summary>The history is linearizable: no acknowledged write was lost, none came twice.</summary>
    public void HistoryHolds(Faultline faultline)
    {
        var outcome = faultline.Run("check", PathOf("history.jsonl"));
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
    }

    public static string Describe(RealLoadReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Count(OperationOutcome.Ok)} ok, {report.Count(OperationOutcome.Fail)} failed, {report.Count(OperationOutcome.Info)} unknown");

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        Cluster.Stop([.. Cluster.Nodes]);
        Cluster.Dispose();
        _enough.Dispose();
        _folder.Delete(recursive: true);
    }
}
