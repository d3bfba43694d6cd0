using System.Net;
using Faultline.Chat.Api;
using Faultline.Chat.Stores;
using Faultline.Runtime.Clients;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Security;
using Faultline.Systems.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faultline.Chat.Hosting;

/// <summary>A server of a chat: its HTTP interface, and what stands behind it.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    /// <summary>The largest request, in bytes: a message of the longest kind, with room to spare.</summary>
    private const long LargestRequest = 64 * 1024;

    private readonly WebApplication _app;
    private readonly IAsyncDisposable[] _behind;

    private ChatServer(WebApplication app, IAsyncDisposable[] behind) => (_app, _behind) = (app, behind);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts the hosted chat: one server before one database.</summary>
    /// <param name="database">The database's file.</param>
    /// <param name="limits">How much of anything it takes.</param>
    /// <param name="listen">Where to listen; port 0 for any that is free.</param>
    /// <param name="log">Where the server logs.</param>
    /// <returns>The server, which runs until it is disposed.</returns>
    public static Task<ChatServer> StartHostedAsync(string database, ChatLimits limits, IPEndPoint listen, ILoggerProvider? log = null) =>
        StartAsync(SqliteChatStore.Open(database, limits), [], listen, log);

    /// <summary>Starts one node of the replicated chat: a replica, and before it a server that asks the whole cluster.</summary>
    /// <param name="node">The replica; its folder is formatted.</param>
    /// <param name="listen">Where to listen for users; port 0 for any that is free.</param>
    /// <param name="log">Where both log.</param>
    /// <param name="clients">How many operations are under way at once.</param>
    /// <returns>The server, which runs with its replica until it is disposed.</returns>
    /// <exception cref="Runtime.SetupException">Something is not as it must be; nothing was changed.</exception>
    public static async Task<ChatServer> StartReplicatedAsync(NodeConfig node, IPEndPoint listen, ILoggerFactory log, int clients = 32)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(log);
        var system = new ChatReplicated();
        var replica = NodeServer.Open(node, system, log.CreateLogger(node.Node.ToString()));
        replica.Start();
        var credentials = node.Keys is { } keys ? new KeyFolder(keys).Load(Identity.Client) : null;
        var pool = ClientPool.Open(system, node.Options, node.Nodes, credentials, clients, log.CreateLogger("clients"));
        IAsyncDisposable[] behind = credentials is null ? [replica] : [replica, new Owned(credentials)];
        return await StartAsync(new ReplicatedChatStore(pool), behind, listen, null).ConfigureAwait(false);
    }

    /// <summary>Stops the server, and then what stands behind it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        foreach (var one in _behind) await one.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ChatServer> StartAsync(IChatStore store, IAsyncDisposable[] behind, IPEndPoint listen, ILoggerProvider? log)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(listen);
        });
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Accounts>();
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ChatJson.Default));
        var app = builder.Build();
        app.MapChat();
        var server = new ChatServer(app, [store, .. behind]);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class Owned(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
