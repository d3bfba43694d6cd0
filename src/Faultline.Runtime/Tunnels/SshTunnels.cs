using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faultline.Model.Nodes;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Tunnels;

/// <summary>SSH tunnels to the machines of other nodes: one OpenSSH client each (<c>ssh -L</c>), started again whenever it ends.</summary>
/// <remarks>
/// What goes through them is the nodes' own mutual TLS: SSH gets a connection to a machine, TLS says which node is there. The client never
/// asks anything, and checks host keys strictly.
/// </remarks>
public sealed class SshTunnels : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly SshSettings _settings;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    private SshTunnels(SshSettings settings, ILogger log) => (_settings, _log) = (settings, log);

    /// <summary>Where each node is reached, on this machine.</summary>
    public IReadOnlyDictionary<NodeId, EndPoint> Ways { get; private set; } = new Dictionary<NodeId, EndPoint>();

    /// <summary>Opens a tunnel to each of these nodes. Does not wait until they stand.</summary>
    /// <param name="settings">How to log in.</param>
    /// <param name="nodes">The nodes, each with the address at which it listens: its machine, and the port there.</param>
    /// <param name="log">Where tunnels say what they do.</param>
    /// <returns>The tunnels, which the caller disposes.</returns>
    /// <exception cref="SetupException">There is no SSH client here, or a file is missing.</exception>
    public static SshTunnels Open(SshSettings settings, IReadOnlyDictionary<NodeId, EndPoint> nodes, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(nodes);
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!places.Any(static place => File.Exists(Path.Combine(place, "ssh"))))
            throw new SetupException("there is no `ssh` here: install OpenSSH's client");
        foreach (var file in (string[])[settings.Key, settings.KnownHosts])
            if (!File.Exists(file))
                throw new SetupException($"there is no file {file}: a tunnel needs a key to log in with, and the keys of the hosts");
        var tunnels = new SshTunnels(settings, log);
        var ways = new SortedDictionary<NodeId, EndPoint>();
        foreach (var (node, address) in nodes)
        {
            var way = FreePort();
            ways.Add(node, way);
            tunnels._running.Add(Task.Run(() => tunnels.KeepAsync(node, way.Port, HostOf(address), PortOf(address))));
        }

        tunnels.Ways = ways;
        return tunnels;
    }

    /// <summary>Closes all tunnels.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task KeepAsync(NodeId node, int localPort, string host, int port)
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(StartInfo(localPort, host, port))!;
            _log.TunnelStarted(node, host, process.Id);
            string? words = null;
            process.ErrorDataReceived += (_, line) => words = string.IsNullOrWhiteSpace(line.Data) ? words : line.Data.Trim();
            process.BeginErrorReadLine();
            try
            {
                await process.WaitForExitAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return;
            }

            _log.TunnelEnded(node, host, words ?? string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}"));
            if (Stopwatch.GetElapsedTime(began) > LongestPause) pause = FirstPause;
            await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    private ProcessStartInfo StartInfo(int localPort, string host, int port)
    {
        var start = new ProcessStartInfo("ssh") { RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])
            [
                "-N", "-T", "-F", "none", "-L", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{localPort}:127.0.0.1:{port}"),
                "-p", _settings.Port.ToString(CultureInfo.InvariantCulture), "-i", _settings.Key, "-l", _settings.User,
                "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes",
                "-o", $"UserKnownHostsFile={_settings.KnownHosts}", "-o", "GlobalKnownHostsFile=none",
                "-o", "ExitOnForwardFailure=yes", "-o", "ServerAliveInterval=2", "-o", "ServerAliveCountMax=3",
                "-o", "ConnectTimeout=5", host,
            ])
            start.ArgumentList.Add(argument);
        return start;
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static string HostOf(EndPoint address) => address is DnsEndPoint name ? name.Host : ((IPEndPoint)address).Address.ToString();

    private static int PortOf(EndPoint address) => address is DnsEndPoint name ? name.Port : ((IPEndPoint)address).Port;
}
