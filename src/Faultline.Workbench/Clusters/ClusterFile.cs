using System.Globalization;
using System.Net;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Tunnels;
using Faultline.Systems;
using Faultline.Workbench.Files;
using Faultline.Workbench.Scenarios;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Clusters;

/// <summary>
/// A real cluster as written in a YAML file: its system, its nodes and where its keys are. One node's file says also which node.
/// </summary>
/// <remarks>
/// <code>
/// system: kv-paxos
/// nodes: {n1: 10.0.0.1:7101, n2: 10.0.0.2:7101, n3: 10.0.0.3:7101}
/// keys: keys
/// options: {reads: lease}
/// node: n1                   # in the file of one node
/// data: n1                   # the node's own folder
/// metrics: 127.0.0.1:7201    # health and Prometheus metrics; none by default
/// clients: 8                 # c1 to c8 are known beforehand; needed by systems that know clients by their keys
/// events: n1.events          # where the node writes what it decides, for checks; nowhere by default
/// </code>
/// Folders are named from where the file lies.
/// </remarks>
public sealed record ClusterFile
{
    /// <summary>The name that the file of a cluster has in its folder.</summary>
    public const string Name = "cluster.yaml";

    /// <summary>The system.</summary>
    public required SystemDefinition System { get; init; }

    /// <summary>The nodes, each with the address at which it listens.</summary>
    public required IReadOnlyDictionary<NodeId, EndPoint> Nodes { get; init; }

    /// <summary>The folder of the keys; null for connections in the clear, which only loopback may have.</summary>
    public required string? Keys { get; init; }

    /// <summary>The system's options.</summary>
    public required SystemOptions Options { get; init; }

    /// <summary>Which node, in the file of one; else nobody.</summary>
    public NodeId Node { get; init; }

    /// <summary>The node's own folder, in the file of one; else empty.</summary>
    public string Data { get; init; } = "";

    /// <summary>Where the node shows its health and metrics; null for nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>How many clients are known beforehand. Default: none.</summary>
    public int Clients { get; init; }

    /// <summary>How a node reaches the others through SSH tunnels; null where that is not said.</summary>
    public SshSettings? Ssh { get; init; }

    /// <summary>The file in which a node writes what it decides; null for none.</summary>
    public string? Events { get; init; }

    /// <summary>What the node must know before it starts.</summary>
    public NodeConfig Config => new() { Node = Node, Nodes = Nodes, Data = Data, Keys = Keys, Options = Options, Clients = Clients };

    /// <summary>Reads the file of a cluster, or of one node.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ofNode">Whether it must be that of one node.</param>
    /// <returns>The cluster.</returns>
    /// <exception cref="BadInputException">It cannot be used; the message names the line and the column.</exception>
    public static ClusterFile Read(string path, bool ofNode)
    {
        var map = YamlMap.Parse(path, InputFile.ReadText(path), "a cluster: it must be one mapping, such as `system: kv-paxos`");
        string[] ofOne = ofNode ? ["node", "data", "metrics", "events", "ssh"] : [];
        map.AllowOnly(["system", "nodes", "keys", "options", "clients", .. ofOne]);
        var system = SystemCatalog.Find(Required(map, "system", "system: kv-paxos"))
            ?? throw map.Complaint(map.Find("system")!, $"there is no system \"{map.Text("system")}\"");
        var nodes = ReadNodes(map);
        var keys = map.Text("keys");
        if (keys is null && nodes.Values.FirstOrDefault(static address => !IsLoopback(address)) is { } remote)
            throw new BadInputException($"{path} needs an entry keys: {remote} is not this machine, and only loopback may be in the clear");
        var file = new ClusterFile
        {
            System = system,
            Nodes = nodes,
            Keys = keys is null ? null : From(path, keys),
            Options = ReadOptions(map, system),
            Clients = map.Value("clients", 0, TryCount, "a whole number up to 1000000"),
        };
        if (!ofNode) return file;
        var node = map.Value("node", default(NodeId), NodeId.TryParse, "a node such as n1");
        if (!nodes.ContainsKey(node))
        {
            throw map.Find("node") is { } entry
                ? map.Complaint(entry, $"there is no {node} among the nodes")
                : new BadInputException($"{path} needs an entry node, such as `node: n1`");
        }

        return file with
        {
            Node = node,
            Data = From(path, Required(map, "data", $"data: {node}")),
            Ssh = ReadSsh(map),
            Events = map.Text("events") is { } events ? From(path, events) : null,
            Metrics = map.Find("metrics") is null
                ? null
                : map.Value<IPEndPoint?>("metrics", null, TryIPAddress, "an address and a port, such as 127.0.0.1:7201"),
        };
    }

    /// <summary>The text of a file that <see cref="Read"/> reads.</summary>
    /// <returns>The text.</returns>
    public string ToYaml()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"system: {System.Name}");
        text.WriteLine("nodes:");
        foreach (var (id, address) in Nodes.OrderBy(static node => node.Key)) text.WriteLine($"  {id}: {Spelling(address)}");
        if (Keys is not null) text.WriteLine($"keys: {Keys}");
        var defaults = new SystemOptions(System.Options);
        var changed = Options.Values.Where(option => defaults[option.Key] != option.Value).ToList();
        if (changed.Count > 0) text.WriteLine("options:");
        foreach (var (name, value) in changed) text.WriteLine($"  {name}: {value}");
        if (Clients > 0) text.WriteLine($"clients: {Clients}");
        if (Node.IsNone) return text.ToString();
        text.WriteLine($"node: {Node}");
        text.WriteLine($"data: {Data}");
        if (Events is not null) text.WriteLine($"events: {Events}");
        if (Metrics is not null) text.WriteLine($"metrics: {Metrics}");
        return text.ToString();
    }

    /// <summary>An address as it is written.</summary>
    internal static string Spelling(EndPoint address) =>
        address is DnsEndPoint name ? $"{name.Host}:{name.Port}" : address.ToString()!;

    private static SortedDictionary<NodeId, EndPoint> ReadNodes(YamlMap map)
    {
        var nodes = new SortedDictionary<NodeId, EndPoint>();
        foreach (var (name, text) in map.Texts("nodes"))
        {
            var place = ((YamlMappingNode)map.Find("nodes")!).Children.First(entry => entry.Key.ToString() == name).Key;
            if (!NodeId.TryParse(name, out var id) || id.IsClient)
                throw map.Complaint(place, $"\"{name}\" is no node: write n1, n2 and so on");
            if (!TryAddress(text, out var address))
                throw map.Complaint(place, $"the address of {name} cannot be \"{text}\": write a host and a port, such as 10.0.0.1:7101");
            nodes.Add(id, address!);
        }

        return nodes.Count > 0
            ? nodes
            : throw new BadInputException($"{map.Path} needs an entry nodes, such as `nodes: {{n1: 127.0.0.1:7101}}`");
    }

    private static SshSettings? ReadSsh(YamlMap map)
    {
        if (map.Find("ssh") is not { } entry) return null;
        if (entry is not YamlMappingNode mapping) throw map.Complaint(entry, "ssh must be a mapping with user, key and knownHosts");
        var ssh = map.Within(mapping);
        ssh.AllowOnly("user", "port", "key", "knownHosts");
        string Entry(string name) => ssh.Text(name) ?? throw map.Complaint(entry, $"ssh needs an entry {name}");
        return new SshSettings(
            Entry("user"), ssh.Value<int>("port", 22, TryPort, "a port from 1 to 65535"), From(map.Path, Entry("key")),
            From(map.Path, Entry("knownHosts")));
    }

    private static SystemOptions ReadOptions(YamlMap map, SystemDefinition system)
    {
        try
        {
            return new SystemOptions(system.Options, map.Texts("options"));
        }
        catch (ArgumentException error)
        {
            throw map.Complaint(map.Find("options")!, error.Message);
        }
    }

    private static string Required(YamlMap map, string name, string example) =>
        map.Text(name) ?? throw new BadInputException($"{map.Path} needs an entry {name}, such as `{example}`");

    private static string From(string path, string folder) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, folder);

    private static bool IsLoopback(EndPoint address) =>
        address is IPEndPoint ip ? IPAddress.IsLoopback(ip.Address) : address is DnsEndPoint { Host: "localhost" };

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= 1_000_000;

    private static bool TryIPAddress(string text, out IPEndPoint? address) => IPEndPoint.TryParse(text, out address) && address.Port > 0;

    private static bool TryAddress(string text, out EndPoint? address)
    {
        address = null;
        if (TryIPAddress(text, out var ip)) address = ip;
        var colon = text.LastIndexOf(':');
        if (address is not null || colon <= 0 || text[..colon].Contains(':', StringComparison.Ordinal)) return address is not null;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        if (Uri.CheckHostName(text[..colon]) != UriHostNameType.Dns) return false;
        address = new DnsEndPoint(text[..colon], port);
        return true;
    }
}
