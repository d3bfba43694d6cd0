using System.Net;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Runtime.Hosting;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Clients;

/// <summary>Clients of a real cluster, all in this process and over one connection to each node.</summary>
public sealed class ClientPool : IAsyncDisposable
{
    private readonly Network _network;
    private readonly NodeLoop _loop;
    private readonly HostedNode[] _clients;

    private ClientPool(Network network, NodeLoop loop, HostedNode[] clients) =>
        (_network, _loop, _clients) = (network, loop, clients);

    /// <summary>The clients' ids, in their order.</summary>
    public IReadOnlyList<NodeId> Ids => [.. _clients.Select(static client => client.Id)];

    /// <summary>How many clients there are.</summary>
    public int Count => _clients.Length;

    /// <summary>The time by which operations are recorded, since the machine started.</summary>
    public static TimeSpan Now => new(NodeLoop.Now);

    /// <summary>Messages that the clients have sent.</summary>
    public long MessagesSent => _network.Traffic.MessagesSent;

    /// <summary>Bytes that the clients have sent and received, before encryption.</summary>
    public long Bytes => _network.Traffic.BytesSent + _network.Traffic.BytesReceived;

    /// <summary>Opens clients; they connect by themselves and again whenever a connection ends.</summary>
    /// <param name="system">The system that they are clients of.</param>
    /// <param name="options">Its options.</param>
    /// <param name="nodes">The nodes with their addresses.</param>
    /// <param name="credentials">The clients' certificate; null for connections in the clear.</param>
    /// <param name="count">How many, 1 or more. Each asks one operation at a time.</param>
    /// <param name="log">Where connections are logged.</param>
    /// <param name="first">The number of the first client; null for any, so that no two processes are the same clients.</param>
    /// <returns>The clients, which the caller disposes.</returns>
    /// <exception cref="SetupException">The system has no clients of its own.</exception>
    public static ClientPool Open(
        SystemDefinition system, SystemOptions options, IReadOnlyDictionary<NodeId, EndPoint> nodes, Credentials? credentials, int count,
        ILogger log, int? first = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(nodes);
        var network = new Network(
            new NetworkOptions { Self = Identity.Client, Credentials = credentials, Peers = nodes, Codec = system.Codec }, log);
        var loop = new NodeLoop("clients", network, new LoopWatch());

        // Where two processes are the same client by chance, each still knows its own answers.
        first ??= System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, int.MaxValue - count);
        NodeId[] ids = [.. Enumerable.Range(first.Value, count).Select(NodeId.Client)];
        var cluster = new Cluster([.. nodes.Keys.Order()], ids, options);
        HostedNode[] clients =
        [
            .. ids.Select(id => loop.Add(
                system.CreateClient(cluster, id) ?? throw new SetupException($"{system.Name} has no clients that run apart from its nodes"),
                id, disk: null)),
        ];
        network.Start(loop);
        loop.Start();
        return new ClientPool(network, loop, clients);
    }

    /// <summary>Asks for an operation. The client must have none open.</summary>
    /// <param name="client">Which client, from 0.</param>
    /// <param name="request">The operation, and where its end is told.</param>
    public void Ask(int client, PendingRequest request) => _loop.Request(_clients[client], request);

    /// <summary>Asks for an operation and waits for its end. The client must have none open.</summary>
    /// <param name="client">Which client, from 0.</param>
    /// <param name="operation">What to ask.</param>
    /// <returns>How it ended.</returns>
    public Task<Ending> AskAsync(int client, Operation operation)
    {
        var ended = new TaskCompletionSource<Ending>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(client, new PendingRequest(operation, null, ended.SetResult));
        return ended.Task;
    }

    /// <summary>Does something on the clients' thread after a while; from that thread or any other.</summary>
    /// <param name="delay">After how long.</param>
    /// <param name="action">What to do; it must not wait for anything.</param>
    public void Later(TimeSpan delay, Action action) => _loop.Call(() => _loop.Later(delay, action));

    /// <summary>Ends the clients; what is open gets no answer.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Stop();
        await _loop.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _network.DisposeAsync().ConfigureAwait(false);
    }
}
