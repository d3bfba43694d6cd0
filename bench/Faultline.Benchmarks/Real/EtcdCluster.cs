using System.Diagnostics;
using System.Globalization;
using Faultline.Measurement;
using Grpc.Core;

namespace Faultline.Benchmarks.Real;

/// <summary>Three nodes of etcd on loopback, with their defaults: fsync on, connections in the clear.</summary>
internal sealed class EtcdCluster : IStore
{
    private const int Nodes = 3;
    private const int FirstPort = 23_790;

    private readonly List<Process> _processes = [];
    private readonly List<EtcdCalls> _calls = [];
    private readonly string _folder;
    private readonly bool _spread;
    private IReadOnlyList<EtcdCalls> _asked = [];

    private EtcdCluster(string folder, bool spread) => (_folder, _spread) = (folder, spread);

    public string Name => _spread ? "etcd, all nodes asked" : "etcd, its leader asked";

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static path => File.Exists(Path.Combine(path, "etcd")));

    /// <summary>Starts the nodes and waits for a leader.</summary>
    public static async Task<EtcdCluster> StartAsync(string folder)
    {
        var cluster = new EtcdCluster(folder, spread: false);
        var members = string.Join(",", Enumerable.Range(0, Nodes).Select(static node => $"e{node}={PeerUrl(node)}"));
        for (var node = 0; node < Nodes; node++)
        {
            var start = new ProcessStartInfo("etcd") { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in (string[])
                [
                    "--name", $"e{node}", "--data-dir", Path.Combine(folder, $"e{node}"), "--listen-client-urls", ClientUrl(node),
                    "--advertise-client-urls", ClientUrl(node), "--listen-peer-urls", PeerUrl(node), "--initial-advertise-peer-urls",
                    PeerUrl(node), "--initial-cluster", members, "--log-level", "error",
                ])
                start.ArgumentList.Add(argument);
            var process = Process.Start(start)!;
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            cluster._processes.Add(process);
            cluster._calls.Add(new EtcdCalls(ClientUrl(node)));
        }

        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await cluster.LeaderAsync().ConfigureAwait(false) is { } leader)
            {
                cluster._asked = [leader];
                return cluster;
            }

            await Task.Delay(100).ConfigureAwait(false);
        }

        throw new TimeoutException("etcd elects no leader");
    }

    /// <summary>The same nodes, asked in turn.</summary>
    public EtcdCluster Spread() => new(_folder, spread: true) { _asked = [.. _calls] };

    public async Task<AnsweredLatency> LoadAsync(bool reads, int clients, TimeSpan duration)
    {
        var value = new string('x', RealBenchmark.ValueBytes);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var loads = Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var latencies = new List<TimeSpan>();
            for (var number = client; Stopwatch.GetTimestamp() < end; number += clients)
            {
                var calls = _asked[number % _asked.Count];
                var key = (number * 7919L % RealBenchmark.Keys).ToString(CultureInfo.InvariantCulture);
                var began = Stopwatch.GetTimestamp();
                if (reads) await calls.GetAsync("k" + key).ConfigureAwait(false);
                else await calls.PutAsync("k" + key, value).ConfigureAwait(false);
                latencies.Add(Stopwatch.GetElapsedTime(began));
            }

            return latencies;
        }));
        return AnsweredLatency.Of((await Task.WhenAll(loads).ConfigureAwait(false)).SelectMany(static latencies => latencies));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var calls in _calls) calls.Dispose();
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<EtcdCalls?> LeaderAsync()
    {
        foreach (var calls in _calls)
        {
            try
            {
                if (await calls.LeadsAsync().ConfigureAwait(false)) return calls;
            }
            catch (RpcException)
            {
                // Not yet.
            }
        }

        return null;
    }

    private static string ClientUrl(int node) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FirstPort + node}");

    private static string PeerUrl(int node) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FirstPort + Nodes + node}");
}
