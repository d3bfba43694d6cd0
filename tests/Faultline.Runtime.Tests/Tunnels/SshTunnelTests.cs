using System.Diagnostics;
using System.Net;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Tunnels;

namespace Faultline.Runtime.Tests.Tunnels;

/// <summary>A cluster whose nodes reach each other through SSH alone, against a real server.</summary>
public sealed class SshTunnelTests
{
    private const string NotInstalled = "OpenSSH's server is not installed: install openssh-server and openssh-client";

    [Fact]
    public async Task Nodes_reach_each_other_through_tunnels_that_are_opened_again_when_they_end()
    {
        Assert.SkipUnless(SshServer.IsInstalled, NotInstalled);
        var log = new ListLog();
        await using var cluster = new RealCluster();
        using var server = new SshServer(Path.Combine(cluster.Folder, "ssh"));
        await using var tunnels = SshTunnels.Open(server.Settings, cluster.Addresses, log);
        foreach (var node in cluster.Addresses.Keys) cluster.Start(node, ways: tunnels.Ways);
        await using var clients = cluster.Clients();
        await RealCluster.AskAsync(clients, new KvPut("a", "1"));

        foreach (var process in Process.GetProcessesByName("ssh").Where(static process => IsOurs(process))) process.Kill();
        await log.SaysAsync("the tunnel to n1", "has ended");

        for (var attempt = 0; attempt < 5; attempt++) await RealCluster.AskAsync(clients, new KvPut("a", $"{attempt}"));
        Assert.Equal("4", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
    }

    [Fact]
    public async Task A_host_whose_key_is_another_is_refused()
    {
        Assert.SkipUnless(SshServer.IsInstalled, NotInstalled);
        var log = new ListLog();
        var folder = Directory.CreateTempSubdirectory("faultline-");
        using (var server = new SshServer(Path.Combine(folder.FullName, "ssh")))
        using (var other = new SshServer(Path.Combine(folder.FullName, "other")))
        {
            var wrong = Path.Combine(folder.FullName, "wrong");
            var key = File.ReadAllText(other.Settings.KnownHosts).Split(' ', 2)[1];
            await File.WriteAllTextAsync(wrong, $"[127.0.0.1]:{server.Port} {key}", TestContext.Current.CancellationToken);
            await using var tunnels = SshTunnels.Open(
                server.Settings with { KnownHosts = wrong }, new Dictionary<NodeId, EndPoint> { [NodeId.Node(1)] = RealCluster.FreeAddress() }, log);

            await log.SaysAsync("the tunnel to n1", "Host key verification failed");
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        Assert.SkipUnless(SshServer.IsInstalled, NotInstalled);
        var error = Assert.Throws<SetupException>(() => SshTunnels.Open(
            new SshSettings("nobody", 22, "nowhere", "nowhere"), new Dictionary<NodeId, EndPoint>(), new ListLog()));

        Assert.StartsWith("there is no file nowhere", error.Message, StringComparison.Ordinal);
    }

    private static bool IsOurs(Process process) =>
        File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("faultline-", StringComparison.Ordinal);
}
