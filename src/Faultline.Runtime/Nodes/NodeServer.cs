using System.Net;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;
using Faultline.Runtime.Control;
using Faultline.Runtime.Hosting;
using Faultline.Runtime.Security;
using Faultline.Runtime.Storage;
using Faultline.Runtime.Transport;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Nodes;

/// <summary>One node of a real cluster: the same node as in the simulator, on sockets, files and clocks.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    /// <summary>The meter of all nodes' metrics; a tag says which node.</summary>
    public const string MeterName = "Faultline.Runtime";

    private readonly NodeConfig _config;
    private readonly Credentials? _credentials;
    private readonly DataDirectory _directory;
    private readonly NodeDisk _disk;
    private readonly Network _network;
    private readonly NodeLoop _loop;
    private readonly HostedNode _node;
    private readonly NodeWatch _watch;
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since = NodeLoop.Now;

    private NodeServer(
        NodeConfig config, SystemDefinition system, Credentials? credentials, Network network, DataDirectory directory, NodeWatch watch)
    {
        (_config, _credentials, _network, _directory, _watch) = (config, credentials, network, directory, watch);
        _network.Operators = ObeyAsync;
        _disk = new NodeDisk(directory.Files, watch.Synced);
        _disk.Space.Limit = config.Quota;
        _loop = new NodeLoop(config.Node.ToString(), _network, watch);
        _node = _loop.Add(system.CreateNode(config.Cluster, config.Node), config.Node, _disk);
        watch.Traffic = _network.Traffic;
        watch.Space = _disk.Space;
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _network.Address!;

    /// <summary>Ends when the node has ended by itself, with the exception that it threw.</summary>
    public Task Ended => _loop.Ended;

    /// <summary>Ends when an operator has asked the node to stop.</summary>
    public Task StopAsked => _stopAsked.Task;

    /// <summary>Makes the folder of a new node.</summary>
    /// <param name="config">The node.</param>
    /// <param name="system">Its system.</param>
    /// <exception cref="SetupException">The folder is not empty or cannot be written, or the keys are not there.</exception>
    public static void Format(NodeConfig config, SystemDefinition system)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(system);
        using var credentials = CredentialsOf(config);
        DataDirectory.Format(config.Data, OwnerOf(config, system, credentials), system.Format(config.Cluster, config.Node));
    }

    /// <summary>Opens a node: its keys, its folder, its port. It takes part once <see cref="Start"/> is called.</summary>
    /// <param name="config">The node.</param>
    /// <param name="system">Its system.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="emitted">Is told what the node says of itself, on the node's own thread; null for nobody.</param>
    /// <returns>The node, which the caller starts and disposes.</returns>
    /// <exception cref="SetupException">Something is not as it must be; nothing was changed.</exception>
    public static NodeServer Open(NodeConfig config, SystemDefinition system, ILogger log, Action<NodeEvent>? emitted = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(log);
        var credentials = CredentialsOf(config);
        Network? network = null;
        try
        {
            // The port before the folder: as long as anything may be wrong, nothing on the disk is touched.
            var owner = OwnerOf(config, system, credentials);
            DataDirectory.Examine(config.Data, owner);
            network = Connect(config, system, credentials, log);
            var directory = DataDirectory.Open(config.Data, owner);
            return new NodeServer(config, system, credentials, network, directory, new NodeWatch(config.Node, emitted));
        }
        catch
        {
            network?.Close();
            credentials?.Dispose();
            throw;
        }
    }

    /// <summary>Lets the node take part.</summary>
    public void Start()
    {
        _network.Start(_loop);
        _loop.Start();
    }

    /// <summary>Asks the node itself for an operation, for systems whose users talk to the nodes.</summary>
    /// <param name="operation">What to ask.</param>
    /// <returns>How it ended; never, where the node stops before.</returns>
    public Task<Ending> AskAsync(Operation operation)
    {
        var ended = new TaskCompletionSource<Ending>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Request(_node, new PendingRequest(operation, null, ended.SetResult));
        return ended.Task;
    }

    /// <summary>Sets how many bytes the node's files may have.</summary>
    /// <param name="bytes">How many.</param>
    public void SetQuota(long bytes) => _disk.Space.Limit = bytes;

    /// <summary>Stops the node gracefully: what it has written is on the disk afterwards, and its connections are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Stop();
        await _loop.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _network.DisposeAsync().ConfigureAwait(false);
        _disk.Dispose();
        _directory.Dispose();
        _watch.Dispose();
        _credentials?.Dispose();
    }

    private static Network Connect(NodeConfig config, SystemDefinition system, Credentials? credentials, ILogger log) => new(
        new NetworkOptions
        {
            Self = Identity.Of(config.Node),
            Credentials = credentials,
            Peers = config.Nodes.Keys.Where(node => node != config.Node)
                .ToDictionary(static node => node, node => config.Ways.GetValueOrDefault(node, config.Nodes[node])),
            Listen = config.Nodes[config.Node],
            Codec = system.Codec,
            IsForClients = system.IsForClients,
        },
        log);

    private static Credentials? CredentialsOf(NodeConfig config) =>
        config.Keys is { } keys ? new KeyFolder(keys).Load(Identity.Of(config.Node)) : null;

    private static Owner OwnerOf(NodeConfig config, SystemDefinition system, Credentials? credentials) =>
        Owner.Of(system.Name, config.Node, credentials?.Cluster ?? "without keys");

    private async ValueTask<ControlMessage> ObeyAsync(ControlMessage order)
    {
        switch (order)
        {
            case AskStatus:
                return await OnLoopAsync(Status).ConfigureAwait(false);
            case SetLink link:
                var fault = new LinkFault(
                    link.IsCut, link.IsDeaf, link.LossPerMillion, link.CopiesPerMillion, new TimeSpan(link.LeastDelayTicks),
                    new TimeSpan(link.MostDelayTicks));
                return await OnLoopAsync(() =>
                {
                    _network.SetFault(link.Peer, fault == new LinkFault() ? null : fault);
                    return new OrderDone();
                }).ConfigureAwait(false);
            case SetQuota quota:
                _disk.Space.Limit = quota.Bytes;
                return new OrderDone();
            case StopNode:
                _stopAsked.TrySetResult();
                return new OrderDone();
            default:
                throw new FrameException($"{order.GetType().Name} is no order");
        }
    }

    private NodeStatus Status() => new(
        _config.Node, NodeLoop.Now - _since, _watch.Leads, [.. _network.Reached], _network.Traffic.Connections,
        _network.Traffic.MessagesSent, _network.Traffic.MessagesReceived, _network.Traffic.MessagesDropped, _network.Traffic.Refused,
        _network.Traffic.BytesSent, _disk.Space.Used, _watch.DiskWritten, _watch.Syncs, _network.Struck, _node.Node.MemoryInUse);

    private Task<T> OnLoopAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Call(() => done.SetResult(work()));
        return done.Task;
    }
}
