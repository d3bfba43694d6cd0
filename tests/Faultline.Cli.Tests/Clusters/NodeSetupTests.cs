using System.Net;
using System.Net.Sockets;

namespace Faultline.Cli.Tests.Clusters;

/// <summary>What a node needs and does not find: one sentence, exit code 2, and nothing changed on disk.</summary>
public sealed class NodeSetupTests : IDisposable
{
    private const string Config = """
        system: kv-paxos
        nodes: {n1: 127.0.0.1:PORT}
        keys: keys
        node: n1
        data: n1
        """;

    private readonly Faultline _faultline = new();

    public NodeSetupTests()
    {
        Assert.Equal(0, _faultline.Run("keys", "init", "keys", "--nodes", "2").ExitCode);
        _faultline.Write("n1.yaml", Config.Replace("PORT", "7901", StringComparison.Ordinal));
        var formatted = _faultline.Run("node", "--config", "n1.yaml", "--format");
        Assert.True(formatted.ExitCode == 0, formatted.Errors);
    }

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void A_port_in_use()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _faultline.Write("n1.yaml", Config.Replace("PORT", $"{port}", StringComparison.Ordinal));

        Refuses($"cannot listen on 127.0.0.1:{port}: another program uses that port");
    }

    [Fact]
    public void A_missing_key()
    {
        File.Delete(_faultline.PathOf("keys", "n1.key"));

        Refuses("there is no key ");
    }

    [Fact]
    public void A_key_that_others_may_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_faultline.PathOf("keys", "n1.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Refuses("is open to others (OtherRead): nobody but its owner may read a key, so run `chmod 600");
    }

    [Fact]
    public void Another_nodes_folder()
    {
        _faultline.Write("n1.yaml", """
            system: kv-paxos
            nodes: {n1: 127.0.0.1:7901, n2: 127.0.0.1:7902}
            keys: keys
            node: n2
            data: n1
            """);

        Refuses("n1 belongs to n1 of the kv-paxos cluster ");
    }

    [Fact]
    public void Another_clusters_folder()
    {
        Assert.Equal(0, _faultline.Run("keys", "init", "others").ExitCode);
        _faultline.Write("n1.yaml", Config.Replace("PORT", "7901", StringComparison.Ordinal).Replace("keys: keys", "keys: others", StringComparison.Ordinal));

        Refuses("n1 belongs to n1 of the kv-paxos cluster ");
    }

    [Theory]
    [InlineData("system: kv-paxos", "system: kv-paxso", "n1.yaml, line 1, column 9: there is no system \"kv-paxso\"")]
    [InlineData("node: n1", "node: n7", "n1.yaml, line 4, column 7: there is no n7 among the nodes")]
    [InlineData("node: n1", "nude: n1", "n1.yaml, line 4, column 1: \"nude\" has no meaning")]
    [InlineData("n1: 127.0.0.1:PORT", "n1: 127.0.0.1", "the address of n1 cannot be \"127.0.0.1\": write a host and a port")]
    [InlineData("n1: 127.0.0.1:PORT", "x1: 127.0.0.1:1", "\"x1\" is no node")]
    [InlineData("keys: keys", "options: {reads: never}", "option reads cannot be \"never\"")]
    [InlineData("keys: keys\n", "", "n1 belongs to n1 of the kv-paxos cluster ")]
    [InlineData("nodes: {n1: 127.0.0.1:PORT}\nkeys: keys\n", "nodes: {n1: 10.0.0.1:80}\n", "needs an entry keys: 10.0.0.1:80 is not this machine")]
    [InlineData("data: n1", "data: n9", "there is no folder ")]
    [InlineData("data: n1", "data: n1\nmetrics: here", "metrics cannot be \"here\": write an address and a port")]
    public void A_wrong_field(string right, string wrong, string expected)
    {
        var text = Config.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Config, text);
        _faultline.Write("n1.yaml", text.Replace("PORT", "7901", StringComparison.Ordinal));

        Refuses(expected);
    }

    [Theory]
    [InlineData("ssh", "", "needs an entry ssh for --tunnel ssh")]
    [InlineData("telnet", "", "--tunnel cannot be \"telnet\": write ssh")]
    [InlineData("ssh", "\nssh: {user: me}", "ssh needs an entry key")]
    [InlineData("ssh", "\nssh: {user: me, key: id, knownHosts: known}", "there is no file ")]
    public void A_tunnel_that_cannot_be(string tunnel, string entry, string expected)
    {
        _faultline.Write("n1.yaml", Config.Replace("PORT", "7901", StringComparison.Ordinal) + entry);

        _faultline.Run("node", "--config", "n1.yaml", "--tunnel", tunnel).IsBadInput(expected);
    }

    [Fact]
    public void A_folder_that_is_formatted_already()
    {
        var before = Content();

        _faultline.Run("node", "--config", "n1.yaml", "--format").IsBadInput("n1 is not empty: a node's folder is formatted once");

        Assert.Equal(before, Content());
    }

    private void Refuses(string expected)
    {
        var before = Content();

        _faultline.Run("node", "--config", "n1.yaml").IsBadInput(expected);

        Assert.Equal(before, Content());
    }

    private List<string> Content() =>
    [
        .. Directory.EnumerateFiles(_faultline.Folder, "*", SearchOption.AllDirectories).Order()
            .Select(static file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"),
    ];
}
