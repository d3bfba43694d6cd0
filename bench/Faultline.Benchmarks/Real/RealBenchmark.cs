using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Measurement;
using Faultline.Model.Operations;

namespace Faultline.Benchmarks.Real;

/// <summary>Real nodes on loopback with fsync on, beside etcd in the same run where it is installed.</summary>
internal static class RealBenchmark
{
    public const string Name = "real";

    public const int ValueBytes = 256;
    public const int Keys = 10_000;

    private const double WritesOverEtcd = 3;
    private const double ReadsOverEtcd = 2;
    private const double MostTlsCost = 0.3;
    private const int OperationsMissed = 100_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private const int Turns = 3;

    public static bool Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<bool> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("faultline-bench-");
        var requirements = new Requirements();
        await using (var secure = await FaultlineCluster.StartAsync(Path.Combine(folder.FullName, "tls"), secure: true).ConfigureAwait(false))
        {
            await CompareAsync(folder.FullName, secure, requirements).ConfigureAwait(false);
            await CostAsync(secure).ConfigureAwait(false);
            await FailOverAsync(secure, requirements).ConfigureAwait(false);
            await CatchUpAsync(secure, requirements).ConfigureAwait(false);
        }

        requirements.Print();
        folder.Delete(recursive: true);
        return requirements.AreMet;
    }

    private static async Task CompareAsync(string folder, FaultlineCluster secure, Requirements requirements)
    {
        await using var clear = await FaultlineCluster.StartAsync(Path.Combine(folder, "clear"), secure: false).ConfigureAwait(false);
        List<IStore> stores = [secure, clear];
        await using var etcd = EtcdCluster.IsInstalled ? await EtcdCluster.StartAsync(folder).ConfigureAwait(false) : null;
        if (etcd is not null) stores.AddRange([etcd, etcd.Spread()]);
        else requirements.Untold("beside etcd", "", "etcd is not installed");

        foreach (var store in stores)
        {
            await store.LoadAsync(reads: false, 64, WarmUp).ConfigureAwait(false);
            await store.LoadAsync(reads: true, 64, WarmUp).ConfigureAwait(false);
        }

        var table = new Table("store", "operations", "clients", "per second", "p50 ms", "p99 ms", "p99.9 ms");
        foreach (var reads in (bool[])[false, true])
        {
            foreach (var clients in (int[])[64, 256])
            {
                var measured = stores.Select(static _ => new List<AnsweredLatency>()).ToList();
                for (var turn = 0; turn < Turns; turn++)
                    for (var i = 0; i < stores.Count; i++)
                        measured[i].Add(await stores[i].LoadAsync(reads, clients, Turn).ConfigureAwait(false));
                for (var i = 0; i < stores.Count; i++) Add(table, stores[i].Name, reads, clients, measured[i]);
                Judge(requirements, reads, clients, measured);
            }
        }

        table.Print();
    }

    private static void Judge(Requirements requirements, bool reads, int clients, List<List<AnsweredLatency>> measured)
    {
        var what = $"{(reads ? "reads" : "writes")}, {clients} clients";
        requirements.Below($"{what}: what TLS costs", MostTlsCost, 1 - (PerSecond(measured[0]) / PerSecond(measured[1])), "of 1");
        if (measured.Count < 4) return;
        var best = PerSecond(measured[2]) > PerSecond(measured[3]) ? measured[2] : measured[3];
        requirements.AtLeast($"{what}: times etcd's", reads ? ReadsOverEtcd : WritesOverEtcd, PerSecond(measured[0]) / PerSecond(best));
        requirements.Below($"{what}: p99 over etcd's", 1, P99(measured[0]) / P99(best), "times");
    }

    /// <summary>What one write costs on the disks and on the wire.</summary>
    private static async Task CostAsync(FaultlineCluster store)
    {
        var before = await store.StatusAsync().ConfigureAwait(false);
        var report = await store.RunAsync(reads: false, 64, null, Turn).ConfigureAwait(false);
        var after = await store.StatusAsync().ConfigureAwait(false);
        double writes = report.Count(OperationOutcome.Ok);
        var table = new Table("of one write of 256 B, 64 clients", "");
        table.Add("bytes written to the three disks", Format((after.Sum(static one => one.DiskWritten) - before.Sum(static one => one.DiskWritten)) / writes, "N0"));
        table.Add("bytes that the nodes send, before encryption", Format((after.Sum(static one => one.BytesSent) - before.Sum(static one => one.BytesSent)) / writes, "N0"));
        table.Add("messages that the nodes send", Format((after.Sum(static one => one.MessagesSent) - before.Sum(static one => one.MessagesSent)) / writes, "0.00"));
        table.Add("syncs of the three disks", Format((after.Sum(static one => one.Syncs) - before.Sum(static one => one.Syncs)) / writes, "0.000"));
        table.Print();
    }

    /// <summary>How long nobody gets an answer when the leader is killed: the longest pause between answers, of five times.</summary>
    private static async Task FailOverAsync(FaultlineCluster store, Requirements requirements)
    {
        var pauses = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var load = store.RunAsync(reads: false, 16, 500, TimeSpan.FromSeconds(4));
            await Task.Delay(TimeSpan.FromSeconds(1.5)).ConfigureAwait(false);
            var leader = await store.LeaderAsync().ConfigureAwait(false);
            store.Cluster.Kill([leader]);
            var answers = (await load.ConfigureAwait(false)).History.Entries
                .Where(static entry => entry.Outcome == OperationOutcome.Ok).Select(static entry => entry.Completed.Time).Order().ToList();
            pauses.Add(answers.Zip(answers.Skip(1), static (one, next) => (next - one).TotalSeconds).Max());
            await store.StartAsync([leader]).ConfigureAwait(false);
        }

        requirements.Below("no answers after kill -9 of the leader, median", 1, Medians.Of(pauses), "s");
        requirements.Below("no answers after kill -9 of the leader, longest", 2, pauses.Max(), "s");
    }

    /// <summary>How long a node that missed many operations takes until it has them, from the start of its process.</summary>
    private static async Task CatchUpAsync(FaultlineCluster store, Requirements requirements)
    {
        var leader = await store.LeaderAsync().ConfigureAwait(false);
        var down = store.Cluster.Nodes.First(node => node != leader);
        store.Cluster.Kill([down]);
        for (var missed = 0; missed < OperationsMissed;)
            missed += (await store.RunAsync(reads: false, 256, null, Turn).ConfigureAwait(false)).Count(OperationOutcome.Ok);
        var watch = Stopwatch.StartNew();
        await store.StartAsync([down]).ConfigureAwait(false);
        var answers = watch.Elapsed;

        // With the third node gone, nothing is chosen before the one that was down has all that is.
        var other = store.Cluster.Nodes.Single(node => node != leader && node != down);
        store.Cluster.Kill([other]);
        await using var clients = Workbench.Clusters.RealClients.Open(store.Cluster.Folder, 1);
        while ((await clients.AskAsync(0, new KvPut("caught up", "1")).ConfigureAwait(false)).Outcome != OperationOutcome.Ok)
        {
        }

        requirements.Below("a node that missed 100,000 operations runs again after", 5, answers.TotalSeconds, "s");
        requirements.Below("and has them all after", 5, watch.Elapsed.TotalSeconds, "s");
        await store.StartAsync([other]).ConfigureAwait(false);
    }

    private static void Add(Table table, string name, bool reads, int clients, List<AnsweredLatency> turns) => table.Add(
        name, reads ? "reads" : "writes", clients.ToString(CultureInfo.InvariantCulture), Format(PerSecond(turns), "N0"),
        Format(Medians.Of(turns.Select(static turn => turn.P50)), "0.00"), Format(P99(turns), "0.00"),
        Format(Medians.Of(turns.Select(static turn => turn.P999)), "0.00"));

    private static double PerSecond(List<AnsweredLatency> turns) => Medians.Of(turns.Select(static turn => turn.Count / Turn.TotalSeconds));

    private static double P99(List<AnsweredLatency> turns) => Medians.Of(turns.Select(static turn => turn.P99));

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
