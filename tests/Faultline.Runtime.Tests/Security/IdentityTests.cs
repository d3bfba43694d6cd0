using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Clients;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Runtime.Tests.Security;

public sealed class IdentityTests
{
    private static readonly NodeId Node1 = NodeId.Node(1);
    private static readonly NodeId Node2 = NodeId.Node(2);

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_and_logged()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 1) { Log = log };
        cluster.Start(Node1);
        var strangers = new KeyFolder(Path.Combine(cluster.Folder, "strangers"));
        strangers.Create([Identity.Client, Identity.Of(Node1)], DateTimeOffset.UtcNow, KeyFolder.DefaultValidity);

        // The stranger trusts the cluster's authority, so that it is the cluster that refuses.
        using var credentials = Mixed(strangers, Identity.Client, cluster.Keys);
        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(cluster.Addresses[Node1], credentials, Identity.Client));

        await log.SaysAsync("refused a connection", "CN=client");
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_and_logged()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 1) { Log = log };
        cluster.Start(Node1);
        File.Delete(Path.Combine(cluster.Keys.Path, "client.key"));
        File.Delete(Path.Combine(cluster.Keys.Path, "client.crt"));
        cluster.Keys.Add(Identity.Client, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));

        using var credentials = cluster.Keys.Load(Identity.Client);
        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(cluster.Addresses[Node1], credentials, Identity.Client));

        Assert.Contains("expired", await log.SaysAsync("refused a connection", "CN=client"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_claims_anothers_name_is_refused_and_logged()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster { Log = log };
        cluster.Start(Node1);

        using var credentials = cluster.Keys.Load(Identity.Of(Node2));
        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(cluster.Addresses[Node1], credentials, Identity.Of(NodeId.Node(3))));

        await log.SaysAsync("claims to be n3", "n2's");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Who_speaks_for_another_is_cut_off_and_logged(int speaker)
    {
        var log = new ListLog();
        await using var cluster = new RealCluster { Log = log };
        cluster.Start(Node1);

        using var credentials = cluster.Keys.Load(Identity.Of(Node2));
        await Assert.ThrowsAnyAsync<IOException>(() =>
            TalkAsync(cluster.Addresses[Node1], credentials, Identity.Of(Node2), new NodeId(speaker)));

        await log.SaysAsync("ended the connection of n2", $"it speaks for {new NodeId(speaker)}");
    }

    [Fact]
    public async Task Who_speaks_in_the_clear_is_refused()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 1) { Log = log };
        cluster.Start(Node1);

        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(cluster.Addresses[Node1], null, Identity.Client));

        await log.SaysAsync("refused a connection");
    }

    [Fact]
    public async Task Where_another_node_answers_nobody_connects()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 2);
        cluster.Start(Node1);
        var wrong = new Dictionary<NodeId, EndPoint> { [Node2] = cluster.Addresses[Node1] };
        await using var clients = ClientPool.Open(
            cluster.System, new(cluster.System.Options), wrong, cluster.Keys.Load(Identity.Client), 1, log);

        await log.SaysAsync("no connection to n2", "n1 answers where n2 should");
    }

    [Fact]
    public async Task What_nodes_say_among_themselves_no_client_may_say()
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        var system = new ClientsThatPrepare(cluster.System);
        await using var attacker = ClientPool.Open(
            system, new(system.Options), cluster.Addresses, cluster.Keys.Load(Identity.Client), 1, NullLogger.Instance);
        await using var clients = cluster.Clients();
        await RealCluster.AskAsync(clients, new KvPut("a", "1"));

        await attacker.AskAsync(0, new KvGet("a"));

        Assert.True(await cluster.RefusedAsync(1) > 0);
        Assert.Equal("1", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
        if (OperatingSystem.IsWindows()) return;
        var folder = Directory.CreateTempSubdirectory("faultline-");
        var keys = new KeyFolder(folder.FullName);
        keys.Create([Identity.Client], DateTimeOffset.UtcNow, KeyFolder.DefaultValidity);
        var key = Path.Combine(folder.FullName, "client.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var error = Assert.Throws<SetupException>(() => keys.Load(Identity.Client));
        Assert.Contains($"chmod 600 {key}", error.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        var error = Assert.Throws<SetupException>(() => new KeyFolder("nowhere").Load(Identity.Of(Node1)));

        Assert.Contains(Path.Combine("nowhere", "n1.key"), error.Message, StringComparison.Ordinal);
    }

    /// <summary>Connects, says who one is, and then one frame; throws where the other end hangs up.</summary>
    private static async Task TalkAsync(EndPoint address, Credentials? credentials, Identity claimed, NodeId? speaker = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var socket = Sockets.Create(address);
        await socket.ConnectAsync(address, cancellation);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (credentials is not null) stream = await credentials.ConnectAsync(stream, Identity.Of(Node1), cancellation);
        await Hello.SayAsync(stream, claimed, cancellation);
        await Hello.HearAsync(stream, Identity.Of(Node1), cancellation);
        if (speaker is { } from)
        {
            var frame = new byte[Frame.HeadBytes];
            Frame.WriteHead(frame, from, Node1, 0);
            await stream.WriteAsync(frame, cancellation);
        }

        if (await stream.ReadAsync(new byte[1], cancellation) == 0) throw new IOException("the other end has hung up");
    }

    private static Credentials Mixed(KeyFolder own, Identity identity, KeyFolder trusted)
    {
        var certificate = X509Certificate2.CreateFromPemFile(
            Path.Combine(own.Path, $"{identity.Name}.crt"), Path.Combine(own.Path, $"{identity.Name}.key"));
        return new Credentials(
            identity, certificate, X509CertificateLoader.LoadCertificateFromFile(Path.Combine(trusted.Path, "ca.crt")));
    }
}
