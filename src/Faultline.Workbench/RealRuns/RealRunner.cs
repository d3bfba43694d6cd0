using System.Diagnostics;
using Faultline.Measurement;
using Faultline.Model.Nodes;
using Faultline.Runtime.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Clusters;
using Faultline.Workbench.Files;
using Faultline.Workbench.RealLoads;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.RealRuns;

/// <summary>Runs a scenario on real processes: the same plan, users, checks and report as in the simulator, in real time.</summary>
public static class RealRunner
{
    /// <summary>Runs to the end.</summary>
    /// <param name="setup">What to run.</param>
    /// <param name="folder">A new folder for the cluster.</param>
    /// <param name="command">How this program is started: the program and what comes before its own arguments.</param>
    /// <param name="progress">Is told what is done; null for nobody.</param>
    /// <param name="cancellation">Ends it early; nothing is reported then.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="BadInputException">The cluster cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<RunReport> RunAsync(
        RunSetup setup, string folder, IReadOnlyList<string> command, Action<string>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var watch = Stopwatch.StartNew();
        var settings = setup.Settings;
        if (setup.System.CreateClient(setup.Cluster, setup.Cluster.Clients[0]) is null)
            throw new BadInputException($"{setup.System.Name} has no clients that run apart from its nodes: run it without --real");
        using var cluster = LocalCluster.Create(
            folder, setup.System, settings.Nodes, setup.Cluster.Options.Values, port: null, secure: true, settings.Clients, events: true);
        try
        {
            progress?.Invoke("starting the nodes");
            await cluster.StartAsync(command, [.. cluster.Nodes], cancellation).ConfigureAwait(false);
            await using var clients = RealClients.Open(cluster.File, settings.Clients, first: 1);
            using var world = new RealWorld(cluster, setup.Cluster, command);
            var (load, start, effects) = await DisturbAsync(setup, clients, world, progress, cancellation).ConfigureAwait(false);
            return await ReportAsync(setup, cluster, world, load, start, effects, watch, cancellation).ConfigureAwait(false);
        }
        finally
        {
            cluster.Stop([.. cluster.Nodes]);
        }
    }

    /// <summary>The faults of a plan that cannot be done to real processes, by kind.</summary>
    /// <param name="setup">What is to run.</param>
    /// <returns>The names of the kinds; none where all can.</returns>
    public static IReadOnlyList<string> LeftOut(RunSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return
        [
            .. setup.Plan.Faults.Where(static fault => !RealFaults.IsPossible(fault)).Select(static fault => fault.Kind).Distinct().Order(),
        ];
    }

    private static async Task<(RealLoadReport Load, TimeSpan Start, IReadOnlyList<FaultEffect> Effects)> DisturbAsync(
        RunSetup setup, Runtime.Clients.ClientPool clients, RealWorld world, Action<string>? progress, CancellationToken cancellation)
    {
        var settings = setup.Settings;
        var start = Runtime.Clients.ClientPool.Now;
        var load = RealLoad.RunAsync(
            clients, setup.System.CreateWorkload(setup.Cluster),
            new RealLoadRequest
            {
                Rate = settings.Rate,
                Duration = settings.Duration,
                Seed = settings.Seed,
                Progress = (ended, time) => progress?.Invoke(FormattableString.Invariant(
                    $"running: {time.TotalSeconds:N0} of {settings.Duration.TotalSeconds:N0} s, {ended:N0} operations")),
            },
            cancellation);
        FaultEffect[] effects = [.. setup.Plan.Faults.Select(static _ => new FaultEffect())];
        var faults = setup.Plan.Faults.Zip(effects).Where(static fault => RealFaults.IsPossible(fault.First))
            .Select(fault => DoAsync(fault.First, fault.Second, world, start, settings.Duration, cancellation));
        await Task.WhenAll(faults).ConfigureAwait(false);
        var report = await load.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return (report, start, effects);
    }

    /// <summary>Does a fault at its time, and heals it at its end or, where it never heals, after the run.</summary>
    private static async Task DoAsync(
        Fault fault, FaultEffect effect, RealWorld world, TimeSpan start, TimeSpan duration, CancellationToken cancellation)
    {
        await UntilAsync(start + fault.Start, cancellation).ConfigureAwait(false);
        var heal = await RealFaults.BeginAsync(fault, world, effect).ConfigureAwait(false);
        await UntilAsync(start + (fault.Forever ? duration : fault.End), cancellation).ConfigureAwait(false);
        await heal().ConfigureAwait(false);
    }

    private static async Task UntilAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (time - Runtime.Clients.ClientPool.Now is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, cancellation).ConfigureAwait(false);
    }

    private static async Task<RunReport> ReportAsync(
        RunSetup setup, LocalCluster cluster, RealWorld world, RealLoadReport load, TimeSpan start, IReadOnlyList<FaultEffect> effects,
        Stopwatch watch, CancellationToken cancellation)
    {
        var observer = new RunWatch(setup.Promises, setup.Unbound);
        foreach (var (time, node, nodeEvent) in Events(cluster, start)) observer.OnNodeEvent(time, node, nodeEvent);
        var network = await NetworkAsync(cluster, cancellation).ConfigureAwait(false);
        var excess = Coverage.Of(setup.System, setup.Cluster, setup.Plan.Faults, effects);
        var fallen = world.Fallen().Select(static node => $"the process of {node.Node} has ended: {node.LastWords}").FirstOrDefault();
        var promises = PromiseChecks.Check(
            setup, new RunEnd(fallen, null, IsStopped: false), load.History, observer, excess, static _ => { }, cancellation);
        return new RunReport
        {
            Settings = setup.Settings,
            SystemSummary = setup.System.Summary,
            SystemSource = setup.System.Source,
            Verdict = PromiseChecks.Overall(promises),
            NotCovered = excess?.Sentence,
            Promises = promises,
            History = load.History,
            Wanted = [.. load.History.Entries.Select(static entry => entry.Scheduled).Order()],
            ServiceLevels = ServiceLevelMeter.Measure(load.History),
            Faults = [.. setup.Plan.Faults.Zip(effects, (fault, effect) => Runner.Report(fault, effect, setup.Settings.Duration))],
            FaultKinds = Runner.Kinds(setup.Plan, effects),
            NodeEvents = observer.Events,
            Network = network,
            VirtualTime = setup.Settings.Duration,
            WallTime = watch.Elapsed,
            TraceHash = "",
            Events = 0,
            Build = BuildIdentity.Current,
            Command = CommandLine.Of(setup) + " --real",
            IsReal = true,
        };
    }

    /// <summary>What the nodes said, in the order of the times; of nodes that spoke at the same time, in their order.</summary>
    private static IEnumerable<(TimeSpan Time, NodeId Node, NodeEvent Event)> Events(LocalCluster cluster, TimeSpan start) => cluster.Nodes
        .SelectMany(node => NodeEventLog.Read(cluster.EventsOf(node)).Select(said => (Time: said.Time - start, Node: node, said.Event)))
        .OrderBy(static said => said.Time);

    private static async Task<NetworkReport> NetworkAsync(LocalCluster cluster, CancellationToken cancellation)
    {
        var (sent, received, dropped, doubled, bytes) = (0L, 0L, 0L, 0L, 0L);
        foreach (var node in cluster.Nodes)
        {
            if (await cluster.Operators.StatusAsync(node, cancellation).ConfigureAwait(false) is not { } status) continue;
            sent += status.MessagesSent;
            received += status.MessagesReceived;
            dropped += status.MessagesDropped;
            doubled += status.StruckByFaults.Doubled;
            bytes += status.BytesSent;
        }

        return new NetworkReport(sent, received, dropped, doubled, bytes);
    }
}
