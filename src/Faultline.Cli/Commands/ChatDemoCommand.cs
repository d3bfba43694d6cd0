using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Faultline.Chat.Hosting;
using Faultline.Runtime;
using Faultline.Runtime.Nodes;
using Faultline.Systems.Chat;
using Faultline.Workbench;
using Faultline.Workbench.Clusters;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline chat-demo</c>: a chat of either architecture on this machine.</summary>
internal static class ChatDemoCommand
{
    private const int Nodes = 3;

    public static Command Create()
    {
        var architecture = new Argument<string>("architecture")
        {
            Description = "hosted: one server, one database; replicated: three nodes.",
        };
        var data = new Option<string>("--data")
        {
            Description = "The chat's folder. Default: faultline-chat.",
            DefaultValueFactory = static _ => "faultline-chat",
            HelpName = "DIR",
        };
        var port = new Option<int>("--port")
        {
            Description = "The first server's port; the others have the next ones. Default: 8080.",
            DefaultValueFactory = static _ => 8080,
            HelpName = "N",
        };
        var command = new Command(
            "chat-demo", "Runs a chat on loopback until it is stopped. Lines on standard input: `stop N`, `start N` for a server.")
        {
            architecture, data, port,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(architecture)!, parsed.GetValue(data)!, parsed.GetValue(port), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string architecture, string data, int port, CancellationToken cancellation)
    {
        if (port is < 1 or > 65_000) throw new BadInputException($"--port cannot be {port}: write a number from 1 to 65000");
        if (architecture is not ("hosted" or "replicated"))
            throw new BadInputException($"there is no architecture \"{architecture}\": there are hosted, replicated");
        var count = architecture == "hosted" ? 1 : Nodes;
        for (var number = 1; number <= count; number++) MustBeFree(port + number - 1);
        var start = architecture == "hosted" ? Hosted(data) : Replicated(data);
        var servers = new SortedDictionary<int, ChatServer>();
        try
        {
            for (var number = 1; number <= count; number++) await StartAsync(number).ConfigureAwait(false);
            var addresses = string.Join(',', servers.Values.Select(static server => server.Address.ToString().TrimEnd('/')));
            Console.WriteLine($"users come with: faultline chat --server {addresses} --user NAME --sign-up");
            while (await ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) await ObeyAsync(line).ConfigureAwait(false);
            return ExitCode.Held;
        }
        finally
        {
            foreach (var server in servers.Values) await server.DisposeAsync().ConfigureAwait(false);
        }

        async Task StartAsync(int number)
        {
            var listen = new IPEndPoint(IPAddress.Loopback, port + number - 1);
            servers.Add(number, await start(number, listen).ConfigureAwait(false));
            Console.WriteLine($"server {number} serves http://{listen}");
        }

        async Task ObeyAsync(string line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["stop" or "start", var text] || !int.TryParse(text, out var number) || number < 1 || number > count)
            {
                Console.WriteLine($"write stop N or start N, with N from 1 to {count}");
            }
            else if (words[0] == "start" && !servers.ContainsKey(number))
            {
                MustBeFree(port + number - 1);
                await StartAsync(number).ConfigureAwait(false);
            }
            else if (words[0] == "stop" && servers.Remove(number, out var server))
            {
                await server.DisposeAsync().ConfigureAwait(false);
                Console.WriteLine($"server {number} is stopped");
            }
        }
    }

    /// <summary>Before anything is written: a port that another process has is the user's matter.</summary>
    private static void MustBeFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException error)
        {
            throw new SetupException($"cannot listen on 127.0.0.1:{port}: {error.Message.TrimEnd('.')}; name another --port", error);
        }
    }

    /// <summary>The next line, or null when the demo is to end. Where standard input has ended, that is when it is stopped.</summary>
    private static async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        try
        {
            if (await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false) is { } line)
                return line;
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: the servers are stopped gracefully.
        }

        return null;
    }

    private static Func<int, IPEndPoint, Task<ChatServer>> Hosted(string data)
    {
        Directory.CreateDirectory(data);
        var database = Path.Combine(data, "chat.db");
        return async (_, listen) =>
        {
            try
            {
                return await ChatServer.StartHostedAsync(database, new ChatLimits(), listen).ConfigureAwait(false);
            }
            catch (SqliteException error)
            {
                throw new SetupException($"{database} is no database of a chat: {error.Message}; name another --data", error);
            }
        };
    }

    private static Func<int, IPEndPoint, Task<ChatServer>> Replicated(string data)
    {
        var system = new ChatReplicated();
        using var cluster = LocalCluster.IsIn(data)
            ? LocalCluster.Open(data)
            : LocalCluster.Create(data, system, Nodes, new Dictionary<string, string>(), port: null);
        if (cluster.File.System.Name != system.Name)
            throw new BadInputException($"--data {data} holds a cluster of {cluster.File.System.Name}: name another folder");
        NodeConfig[] configs = [.. cluster.Nodes.Select(node => ClusterFile.Read(cluster.ConfigOf(node), ofNode: true).Config)];
        return (number, listen) => ChatServer.StartReplicatedAsync(configs[number - 1], listen, NullLoggerFactory.Instance);
    }
}
