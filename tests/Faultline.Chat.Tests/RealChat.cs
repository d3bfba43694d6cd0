using System.Net;
using System.Net.Sockets;
using Faultline.Chat.Clients;
using Faultline.Chat.Hosting;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Security;
using Faultline.Systems.Chat;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Chat.Tests;

/// <summary>A chat of either architecture on loopback, within the test's process, in a folder of its own.</summary>
internal sealed class RealChat : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("faultline-chat-").FullName;
    private readonly Dictionary<int, ChatServer> _servers = [];
    private readonly List<Uri> _addresses = [];
    private readonly Func<int, IPEndPoint, Task<ChatServer>> _start;

    private RealChat(bool isReplicated)
    {
        if (isReplicated)
        {
            var system = new ChatReplicated();
            var options = new SystemOptions(system.Options, new Dictionary<string, string> { ["message-characters"] = "100" });
            var keys = new KeyFolder(Path.Combine(_folder, "keys"));
            var nodes = Enumerable.Range(1, 3).ToDictionary(NodeId.Node, static _ => (EndPoint)FreeAddress());
            keys.Create([.. nodes.Keys.Select(Identity.Of), Identity.Client], DateTimeOffset.UtcNow, KeyFolder.DefaultValidity);
            foreach (var node in nodes.Keys) NodeServer.Format(ConfigOf(node), system);
            _start = (number, listen) => ChatServer.StartReplicatedAsync(ConfigOf(NodeId.Node(number)), listen, NullLoggerFactory.Instance);

            NodeConfig ConfigOf(NodeId node) => new()
            {
                Node = node,
                Nodes = nodes,
                Data = Path.Combine(_folder, node.ToString()),
                Keys = keys.Path,
                Options = options,
            };
        }
        else
        {
            _start = (_, listen) => ChatServer.StartHostedAsync(Path.Combine(_folder, "chat.db"), new ChatLimits(100), listen);
        }

        Count = isReplicated ? 3 : 1;
    }

    public int Count { get; }

    public static async Task<RealChat> StartAsync(string architecture)
    {
        var chat = new RealChat(architecture == "replicated");
        for (var number = 1; number <= chat.Count; number++)
        {
            var listen = FreeAddress();
            chat._addresses.Add(new Uri($"http://{listen}/"));
            await chat.StartAsync(number);
        }

        return chat;
    }

    public async Task StartAsync(int number) =>
        _servers.Add(number, await _start(number, IPEndPoint.Parse(_addresses[number - 1].Authority)));

    public async Task StopAsync(int number)
    {
        if (_servers.Remove(number, out var server)) await server.DisposeAsync();
    }

    /// <summary>A client that asks a server first, and the others after it.</summary>
    public ChatClient Client(int first = 1, TimeSpan? patience = null) =>
        new([.. _addresses.Skip(first - 1), .. _addresses.Take(first - 1)], patience ?? Patience);

    /// <summary>Which server a client asks at present.</summary>
    public int ServerOf(ChatClient client) => _addresses.IndexOf(client.Server) + 1;

    /// <summary>A user who is logged in and a member of a room.</summary>
    public async Task<ChatClient> EnterAsync(string user, string room, int first = 1)
    {
        var client = Client(first);
        await client.SignUpAsync(user, "password of " + user, CancellationToken.None);
        await client.LogInAsync(user, "password of " + user, CancellationToken.None);
        await client.JoinAsync(room, CancellationToken.None);
        return client;
    }

    public Uri AddressOf(int number) => _addresses[number - 1];

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IPEndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
