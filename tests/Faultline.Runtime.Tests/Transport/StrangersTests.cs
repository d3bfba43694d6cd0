using System.Net;
using System.Net.Sockets;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Runtime.Security;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Tests.Transport;

/// <summary>Those who connect and mean no good.</summary>
public sealed class StrangersTests
{
    private static readonly NodeId Node1 = NodeId.Node(1);

    [Theory]
    [InlineData(300)]
    [InlineData(10_000, Explicit = true)]
    public async Task Connections_that_send_garbage_or_nothing_do_not_stop_service(int strangers)
    {
        await using var cluster = new RealCluster();
        cluster.StartAll();
        await using var clients = cluster.Clients();
        await RealCluster.AskAsync(clients, new KvPut("a", "1"));
        var random = new Prng(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new Queue<Socket>();

        for (var i = 0; i < strangers; i++)
        {
            var socket = Sockets.Create(cluster.Addresses[Node1]);
            await socket.ConnectAsync(cluster.Addresses[Node1], TestContext.Current.CancellationToken);
            var garbage = new byte[random.Below(300)];
            for (var at = 0; at < garbage.Length; at++) garbage[at] = (byte)random.Below(256);
            if (random.Below(2) == 0) await TrySendAsync(socket, garbage);
            open.Enqueue(socket);
            if (open.Count > 1500) open.Dequeue().Dispose();
            if (i % 50 == 0) await RealCluster.AskAsync(clients, new KvPut("a", $"{i}"));
        }

        await RealCluster.AskAsync(clients, new KvPut("a", "end"));
        Assert.Equal("end", (await RealCluster.AskAsync(clients, new KvGet("a"))).Value);
        foreach (var socket in open) socket.Dispose();
        open.Clear();

        // A new client gets in at once, whoever else is at the door.
        await using var others = cluster.Clients();
        Assert.Equal("end", (await RealCluster.AskAsync(others, new KvGet("a"))).Value);
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
        Assert.True(grown < 64, $"{grown:N1} MiB more than before");
    }

    [Fact]
    public async Task Who_sends_a_letter_now_and_then_is_cut_off()
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 1) { Log = log };
        cluster.Start(Node1);
        using var socket = Sockets.Create(cluster.Addresses[Node1]);
        await socket.ConnectAsync(cluster.Addresses[Node1], TestContext.Current.CancellationToken);

        // The beginning of a TLS record that never ends.
        byte[] slow = [0x16, 0x03, 0x01, 0x3F, 0xFF];
        for (var i = 0; i < 100 && socket.Connected; i++)
        {
            await TrySendAsync(socket, [slow[i % slow.Length]]);
            if (socket.Poll(0, SelectMode.SelectRead)) break;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await log.SaysAsync("refused a connection");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-5)]
    [InlineData(3)]
    public async Task A_known_client_that_sends_no_frame_is_cut_off(int length)
    {
        var log = new ListLog();
        await using var cluster = new RealCluster(nodes: 1) { Log = log };
        cluster.Start(Node1);
        using var credentials = cluster.Keys.Load(Identity.Client);
        var stream = await OpenAsync(cluster.Addresses[Node1], credentials);

        await stream.WriteAsync(BitConverter.GetBytes(length), TestContext.Current.CancellationToken);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        await log.SaysAsync("ended the connection of client", $"{length} bytes");
    }

    [Fact]
    public async Task A_known_client_that_sends_nonsense_in_frames_is_ignored()
    {
        await using var cluster = new RealCluster(nodes: 1);
        cluster.Start(Node1);
        using var credentials = cluster.Keys.Load(Identity.Client);
        var stream = await OpenAsync(cluster.Addresses[Node1], credentials);
        var random = new Prng(1);

        for (var i = 0; i < 2_000; i++)
        {
            var frame = new byte[Frame.HeadBytes + random.Below(200)];
            for (var at = Frame.HeadBytes; at < frame.Length; at++) frame[at] = (byte)random.Below(256);
            Frame.WriteHead(frame, NodeId.Client(9), Node1, frame.Length - Frame.HeadBytes);
            await stream.WriteAsync(frame, TestContext.Current.CancellationToken);
        }

        await using var clients = cluster.Clients();
        await RealCluster.AskAsync(clients, new KvPut("a", "1"));
        Assert.True(await cluster.RefusedAsync(1) > 1_000);
    }

    private static async Task<Stream> OpenAsync(EndPoint address, Credentials credentials)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var socket = Sockets.Create(address);
        await socket.ConnectAsync(address, cancellation);
        var stream = await credentials.ConnectAsync(new NetworkStream(socket, ownsSocket: true), Identity.Of(Node1), cancellation);
        await Hello.SayAsync(stream, Identity.Client, cancellation);
        await Hello.HearAsync(stream, Identity.Of(Node1), cancellation);
        return stream;
    }

    private static async Task TrySendAsync(Socket socket, byte[] bytes)
    {
        try
        {
            await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // It was cut off already.
        }
    }
}
