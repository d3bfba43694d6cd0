using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Runtime.Control;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;

namespace Faultline.Workbench.Clusters;

/// <summary>A cluster on this machine: one process a node, everything in one folder.</summary>
/// <remarks>
/// The folder has <c>cluster.yaml</c> for clients, <c>keys</c>, and for each node <c>n1.yaml</c>, its folder <c>n1</c>, its log
/// <c>n1.log</c> and the number of its process, <c>n1.pid</c>.
/// </remarks>
public sealed class LocalCluster : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly Credentials? _credentials;

    private LocalCluster(string folder, ClusterFile file)
    {
        (Folder, File) = (folder, file);
        _credentials = file.Keys is { } keys ? new KeyFolder(keys).Load(Identity.Operator) : null;
        Operators = new Operators(file.Nodes, _credentials);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The cluster.</summary>
    public ClusterFile File { get; }

    /// <summary>The nodes, in their order.</summary>
    public IEnumerable<NodeId> Nodes => File.Nodes.Keys.Order();

    /// <summary>What to ask of its nodes.</summary>
    public Operators Operators { get; }

    /// <summary>Makes the folder of a new cluster, with keys and a formatted folder for each node.</summary>
    /// <param name="folder">A folder that does not exist or is empty.</param>
    /// <param name="system">The system.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="changes">Options by name; those that are not here are as the system says for real clusters.</param>
    /// <param name="port">The first node's port; null for any that are free.</param>
    /// <param name="secure">Whether connections are secured by mutual TLS.</param>
    /// <param name="clients">How many clients are known beforehand.</param>
    /// <param name="events">Whether nodes write down what they decide.</param>
    /// <returns>The cluster, which stands still.</returns>
    /// <exception cref="BadInputException">It is not possible.</exception>
    public static LocalCluster Create(
        string folder, SystemDefinition system, int nodes, IReadOnlyDictionary<string, string> changes, int? port, bool secure = true,
        int clients = 0, bool events = false)
    {
        if (nodes < system.LeastNodes || nodes > system.MostNodes)
        {
            throw new BadInputException(
                $"{nodes} nodes are not possible: {system.Name} runs with {system.LeastNodes} to {system.MostNodes}");
        }

        if (port is < 1 or > 65_000) throw new BadInputException($"--port cannot be {port}: write a number from 1 to 65000");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new BadInputException($"--data {folder} is not empty and holds no cluster: name a new folder");
        NodeId[] ids = [.. Enumerable.Range(1, nodes).Select(NodeId.Node)];
        var ports = port is { } first ? [.. Enumerable.Range(first, 2 * nodes)] : FreePorts(2 * nodes);
        var addresses = new SortedDictionary<NodeId, EndPoint>();
        for (var i = 0; i < nodes; i++) addresses.Add(ids[i], new IPEndPoint(IPAddress.Loopback, ports[i]));
        var file = new ClusterFile
        {
            System = system,
            Nodes = addresses,
            Keys = secure ? "keys" : null,
            Options = OptionsOf(system, changes),
            Clients = clients,
        };
        var keys = new KeyFolder(Path.Combine(folder, "keys"));
        if (secure)
            keys.Create([.. ids.Select(Identity.Of), Identity.Client, Identity.Operator], DateTimeOffset.UtcNow, KeyFolder.DefaultValidity);
        Directory.CreateDirectory(folder);
        for (var i = 0; i < nodes; i++)
        {
            var own = file with
            {
                Node = ids[i],
                Data = ids[i].ToString(),
                Metrics = new IPEndPoint(IPAddress.Loopback, ports[nodes + i]),
                Events = events ? EventsName(ids[i]) : null,
            };
            System.IO.File.WriteAllText(Path.Combine(folder, $"{ids[i]}.yaml"), own.ToYaml());
            NodeServer.Format(ClusterFile.Read(Path.Combine(folder, $"{ids[i]}.yaml"), ofNode: true).Config, system);
        }

        // Last: a folder without it holds no cluster.
        System.IO.File.WriteAllText(Path.Combine(folder, ClusterFile.Name), file.ToYaml());
        return Open(folder);
    }

    /// <summary>Whether a folder holds a cluster.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsIn(string folder) => System.IO.File.Exists(Path.Combine(folder, ClusterFile.Name));

    /// <summary>Opens the cluster in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The cluster.</returns>
    /// <exception cref="BadInputException">There is none.</exception>
    public static LocalCluster Open(string folder) => IsIn(folder)
        ? new LocalCluster(folder, ClusterFile.Read(Path.Combine(folder, ClusterFile.Name), ofNode: false))
        : throw new BadInputException($"--data {folder} holds no cluster: start one with `faultline cluster up SYSTEM --data {folder}`");

    /// <summary>The file that a node's process reads.</summary>
    /// <param name="node">Which node.</param>
    /// <returns>Its path.</returns>
    public string ConfigOf(NodeId node) => Path.Combine(Folder, $"{node}.yaml");

    /// <summary>Where a node's process writes what it does.</summary>
    /// <param name="node">Which node.</param>
    /// <returns>Its path.</returns>
    public string LogOf(NodeId node) => Path.Combine(Folder, $"{node}.log");

    /// <summary>Where a node writes what it decides, where it does.</summary>
    /// <param name="node">Which node.</param>
    /// <returns>Its path.</returns>
    public string EventsOf(NodeId node) => Path.Combine(Folder, EventsName(node));

    /// <summary>The number of a node's process; null while it is down.</summary>
    /// <param name="node">Which node.</param>
    /// <returns>The number.</returns>
    public int? ProcessOf(NodeId node) => Process(node).Id;

    /// <summary>Starts the nodes that are down, and waits until each of them answers.</summary>
    /// <param name="command">How this program is started: the program and what comes before its own arguments.</param>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BadInputException">A node ended at once or does not answer; the message says why.</exception>
    public async Task StartAsync(IReadOnlyList<string> command, IReadOnlyList<NodeId> nodes, CancellationToken cancellation)
    {
        foreach (var node in nodes)
            if (Process(node).Id is null)
                Process(node).Start([.. command, "node", "--config", ConfigOf(node)], LogOf(node));
        var started = TimeProvider.System.GetTimestamp();
        foreach (var node in nodes)
        {
            while (await Operators.StatusAsync(node, cancellation).ConfigureAwait(false) is null)
            {
                if (Process(node).Id is null)
                    throw new BadInputException($"{node} ended at once: {LastWords(LogOf(node))}");
                if (TimeProvider.System.GetElapsedTime(started) > LongestStart)
                    throw new BadInputException($"{node} does not answer within {LongestStart.TotalSeconds:0} s: see {LogOf(node)}");
                await Task.Delay(50, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops nodes gracefully; kills those that do not stop.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <returns>Those that had to be killed.</returns>
    public IReadOnlyList<NodeId> Stop(IReadOnlyList<NodeId> nodes)
    {
        foreach (var node in nodes)
        {
            // One that stands still would never hear of it.
            Process(node).Send(UnixSignal.Terminate);
            Process(node).Send(UnixSignal.Continue);
        }

        List<NodeId> killed = [.. nodes.Where(node => !Process(node).WaitForEnd(LongestStop))];
        foreach (var node in killed) Process(node).Send(UnixSignal.Kill);
        return killed;
    }

    /// <summary>Kills nodes, as a crash would.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <exception cref="BadInputException">One is down already.</exception>
    public void Kill(IReadOnlyList<NodeId> nodes)
    {
        foreach (var node in nodes) Signal(node, UnixSignal.Kill);
        foreach (var node in nodes) Process(node).WaitForEnd(LongestStop);
    }

    /// <summary>Makes nodes stand still, with their connections open.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <exception cref="BadInputException">One is down.</exception>
    public void Pause(IReadOnlyList<NodeId> nodes)
    {
        foreach (var node in nodes) Signal(node, UnixSignal.Stop);
    }

    /// <summary>Lets nodes go on.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <exception cref="BadInputException">One is down.</exception>
    public void Resume(IReadOnlyList<NodeId> nodes)
    {
        foreach (var node in nodes) Signal(node, UnixSignal.Continue);
    }

    /// <summary>Cuts every way between nodes of different groups; nodes that are in none are one more group.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The nodes that did not answer, and so cut nothing.</returns>
    public async Task<IReadOnlyList<NodeId>> PartitionAsync(IReadOnlyList<IReadOnlyList<NodeId>> groups, CancellationToken cancellation)
    {
        NodeId[] rest = [.. Nodes.Where(node => !groups.Any(group => group.Contains(node)))];
        IReadOnlyList<NodeId>[] all = [.. groups, rest];
        return await SetLinksAsync(
            (node, peer) => all.Single(group => group.Contains(node)).Contains(peer) ? null : new LinkFault(IsCut: true), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Makes all ways good again.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The nodes that did not answer.</returns>
    public Task<IReadOnlyList<NodeId>> HealAsync(CancellationToken cancellation) => SetLinksAsync(static (_, _) => null, cancellation);

    /// <inheritdoc />
    public void Dispose() => _credentials?.Dispose();

    private async Task<IReadOnlyList<NodeId>> SetLinksAsync(Func<NodeId, NodeId, LinkFault?> fault, CancellationToken cancellation)
    {
        var silent = new SortedSet<NodeId>();
        foreach (var node in Nodes)
            foreach (var peer in Nodes)
                if (peer != node && !await Operators.SetLinkAsync(node, peer, fault(node, peer), cancellation).ConfigureAwait(false))
                    silent.Add(node);
        return [.. silent];
    }

    private void Signal(NodeId node, UnixSignal signal)
    {
        if (!Process(node).Send(signal)) throw new BadInputException($"{node} is down: `faultline cluster up --data {Folder}` starts it");
    }

    private NodeProcess Process(NodeId node) => new(Path.Combine(Folder, $"{node}.pid"));

    private static SystemOptions OptionsOf(SystemDefinition system, IReadOnlyDictionary<string, string> changes)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in system.RealDefaults.Concat(changes)) values[name] = value;
        try
        {
            return new SystemOptions(system.Options, values);
        }
        catch (ArgumentException error)
        {
            throw new BadInputException(error.Message, error);
        }
    }

    private static string EventsName(NodeId node) => $"{node}.events";

    private static string LastWords(string log)
    {
        var line = System.IO.File.Exists(log) ? System.IO.File.ReadLines(log).LastOrDefault(static line => line.Length > 0) : null;
        return line ?? "it said nothing";
    }

    /// <summary>Ports in a row that nobody uses, below those that the system lends to whoever opens a connection.</summary>
    private static int[] FreePorts(int count)
    {
        while (true)
        {
            int[] ports = [.. Enumerable.Range(RandomNumberGenerator.GetInt32(10_000, 30_000), count)];
            if (ports.All(IsFree)) return ports;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
