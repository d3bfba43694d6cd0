using System.Net;
using System.Net.Sockets;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Runtime.Clients;
using Faultline.Runtime.Control;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Security;
using Faultline.Systems;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Runtime.Tests;

/// <summary>A real cluster on loopback within the test's process: mutual TLS, files in a folder of its own.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private readonly SortedDictionary<NodeId, NodeServer> _servers = [];
    private readonly SortedDictionary<NodeId, EndPoint> _addresses = [];
    private readonly SystemOptions _options;

    public RealCluster(SystemDefinition? system = null, int nodes = 3)
    {
        System = system ?? SystemCatalog.Find("kv-paxos")!;
        _options = new SystemOptions(System.Options);
        Keys = new KeyFolder(Path.Combine(Folder, "keys"));
        foreach (var id in Enumerable.Range(1, nodes).Select(NodeId.Node)) _addresses.Add(id, FreeAddress());
        Keys.Create(
            [.. _addresses.Keys.Select(Identity.Of), Identity.Client, Identity.Operator], DateTimeOffset.UtcNow, KeyFolder.DefaultValidity);
        foreach (var id in _addresses.Keys) NodeServer.Format(ConfigOf(id), System);
    }

    public SystemDefinition System { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("faultline-").FullName;

    public KeyFolder Keys { get; }

    public IReadOnlyDictionary<NodeId, EndPoint> Addresses => _addresses;

    public ILogger Log { get; init; } = NullLogger.Instance;

    public static EndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket.LocalEndPoint!;
    }

    public NodeConfig ConfigOf(NodeId id) => new()
    {
        Node = id,
        Nodes = _addresses,
        Data = Path.Combine(Folder, id.ToString()),
        Keys = Keys.Path,
        Options = _options,
    };

    public void StartAll()
    {
        foreach (var id in _addresses.Keys) Start(id);
    }

    public NodeServer Start(
        NodeId id, Action<NodeEvent>? emitted = null, IReadOnlyDictionary<NodeId, EndPoint>? ways = null)
    {
        var config = ConfigOf(id);
        var server = NodeServer.Open(ways is null ? config : config with { Ways = ways }, System, Log, emitted);
        _servers.Add(id, server);
        server.Start();
        return server;
    }

    public async Task StopAsync(NodeId id)
    {
        if (_servers.Remove(id, out var server)) await server.DisposeAsync();
    }

    public ClientPool Clients(int count = 1) =>
        ClientPool.Open(System, _options, _addresses, Keys.Load(Identity.Client), count, Log);

    /// <summary>Asks until there is an answer: a cluster that has just started has no leader yet.</summary>
    public static async Task<KvResult> AskAsync(ClientPool clients, KvOperation operation, int client = 0)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var ending = await clients.AskAsync(client, operation);
            if (ending.Outcome == OperationOutcome.Ok) return (KvResult)ending.Result!;
        }

        throw new TimeoutException($"no answer to {operation}");
    }

    /// <summary>How many connections and messages a node has refused.</summary>
    public async Task<long> RefusedAsync(int node)
    {
        using var credentials = Keys.Load(Identity.Operator);
        var status = await new Operators(_addresses, credentials).StatusAsync(NodeId.Node(node), CancellationToken.None);
        return status!.Refused;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
