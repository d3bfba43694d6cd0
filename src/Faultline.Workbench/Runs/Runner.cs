using System.Diagnostics;
using Faultline.Measurement;
using Faultline.Model.Clocks;
using Faultline.Model.Histories;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Worlds;
using Faultline.Workbench.Files;

namespace Faultline.Workbench.Runs;

/// <summary>Runs a system in the simulator, checks what it promises and says what came of it.</summary>
public static class Runner
{
    private const int Slices = 200;

    /// <summary>Runs to the end.</summary>
    /// <param name="setup">What to run.</param>
    /// <param name="options">How it is watched.</param>
    /// <returns>The run.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CompletedRun Run(RunSetup setup, RunOptions options)
    {
        var watch = Stopwatch.StartNew();
        var (world, load) = setup.Build(options);
        var observer = new RunWatch(setup.Promises, setup.Unbound);
        world.Observe(observer);
        if (options.Observer is { } own) world.Observe(own);
        Simulate(setup, options, world);

        var history = load.History;
        var excess = Coverage.Of(setup.System, setup.Cluster, setup.Plan.Faults, world.Effects);
        var promises = PromiseChecks.Check(
            setup, EndOf(world), history, observer, excess, stage => Tell(options, stage, setup, world), options.Cancellation);
        var report = new RunReport
        {
            Settings = setup.Settings,
            ScriptedOperations = setup.Script?.Operations.Count,
            SystemSummary = setup.System.Summary,
            SystemSource = setup.System.Source,
            Verdict = PromiseChecks.Overall(promises),
            NotCovered = excess?.Sentence,
            Swarm = setup.Settings.Swarm ? [.. setup.Kinds.Select(static kind => kind.Name)] : null,
            Promises = promises,
            History = history,
            Wanted = load.Wanted,
            ServiceLevels = ServiceLevelMeter.Measure(history),
            Faults = [.. setup.Plan.Faults.Zip(world.Effects, (fault, effect) => Report(fault, effect, setup.Settings.Duration))],
            FaultKinds = Kinds(setup.Plan, world.Effects),
            NodeEvents = observer.Events,
            Network = Report(world),
            VirtualTime = world.Now,
            StoppedAt = world.IsStopped ? world.Now : null,
            WallTime = watch.Elapsed,
            TraceHash = HashOf(world),
            Events = world.Trace.Events,
            Build = BuildIdentity.Current,
            Command = CommandLine.Of(setup),
        };
        return new CompletedRun(setup, report, world.Trace.Fingerprints.ToArray(), DivergenceOf(world));
    }

    /// <summary>Runs to the end for the observer alone: nothing is checked.</summary>
    /// <param name="setup">What to run.</param>
    /// <param name="options">How it is watched.</param>
    /// <returns>The trace hash: 16 hexadecimal digits.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static string Watch(RunSetup setup, RunOptions options)
    {
        var (world, _) = setup.Build(options);
        if (options.Observer is { } observer) world.Observe(observer);
        Simulate(setup, options, world);
        return HashOf(world);
    }

    /// <summary>Runs to the end for what users got: nothing is checked.</summary>
    /// <param name="setup">What to run.</param>
    /// <param name="cancellation">Stops it; it then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The operations that were asked, and when users wanted one, asked or not.</returns>
    internal static (History History, IReadOnlyList<TimeSpan> Wanted) Serve(RunSetup setup, CancellationToken cancellation)
    {
        var options = new RunOptions { Cancellation = cancellation };
        var (world, load) = setup.Build(options);
        Simulate(setup, options, world);
        return (load.History, load.Wanted);
    }

    private static string HashOf(World world) =>
        world.Trace.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static void Simulate(RunSetup setup, RunOptions options, World world)
    {
        for (var slice = 1; slice <= Slices && world.Finding is null && !world.IsStopped; slice++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            world.RunUntil(new TimeSpan((long)((Int128)setup.Settings.Duration.Ticks * slice / Slices)));
            Tell(options, "running", setup, world);
        }
    }

    private static void Tell(RunOptions options, string stage, RunSetup setup, World world) =>
        options.Progress?.Invoke(new RunProgress(stage, world.Now, setup.Settings.Duration, world.Trace.Events));

    internal static FaultReport Report(Fault fault, FaultEffect effect, TimeSpan runEnd) => new(
        fault.Kind, fault.Start, fault.Forever ? runEnd : fault.End, fault.Where, effect.ToString(), effect.Count);

    private static NetworkReport Report(World world)
    {
        var counters = world.NetworkCounters;
        return new NetworkReport(counters.Sent, counters.Delivered, counters.Dropped, counters.Duplicated, counters.Bytes)
        {
            Losses =
            [
                .. Enum.GetValues<LossReason>().Where(reason => counters[reason] > 0)
                    .Select(reason => new LossCount(Loss.Words(reason), counters[reason])),
            ],
        };
    }

    internal static List<FaultKindReport> Kinds(FaultPlan plan, IReadOnlyList<FaultEffect> effects)
    {
        var reports = new List<FaultKindReport>();
        foreach (var kind in FaultKinds.All)
        {
            var sum = new FaultEffect();
            var (count, inert) = (0, 0);
            for (var i = 0; i < effects.Count; i++)
            {
                if (plan.Faults[i].Kind != kind.Name) continue;
                sum.Add(effects[i]);
                count++;
                if (effects[i].Count == 0) inert++;
            }

            if (count > 0) reports.Add(FaultKindReport.Of(kind.Name, count, inert, sum));
        }

        return reports;
    }

    internal static RunEnd EndOf(World world) => new(
        world.Finding is { } finding
            ? $"{finding.Node} at {Duration.Format(finding.Time)}, handling {finding.Event}: {finding.Message}"
            : null,
        world.Finding?.Time, world.IsStopped);

    private static Divergence? DivergenceOf(World world) =>
        world.Divergence is { } what ? new Divergence(world.Trace.DivergedAt, world.DivergedAt, what) : null;
}
