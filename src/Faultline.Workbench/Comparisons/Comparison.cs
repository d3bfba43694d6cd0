using System.Diagnostics;
using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Histories;
using Faultline.Model.Systems;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Comparisons;

/// <summary>Runs systems beside each other.</summary>
public static class Comparison
{
    /// <summary>The most seeds of a comparison.</summary>
    public const int MostSeeds = 1_000;

    /// <summary>Runs all systems in all situations with all seeds, on all cores.</summary>
    /// <param name="request">What is compared.</param>
    /// <param name="progress">Is told what has just been run, and how many runs of how many that makes; null for nobody.</param>
    /// <param name="cancellation">Stops it; it then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>What came of it; the same whatever the number of threads, but for the wall time.</returns>
    /// <exception cref="BadInputException">These cannot be compared.</exception>
    public static ComparisonReport Run(
        ComparisonRequest request, Action<string, int, int>? progress = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        Check(request);
        ComparedSystem[] systems = [.. request.Systems.Select(name => ComparedSystem.Of(name, request))];
        SituationKind[] situations = [.. Situations.Usual, .. request.Faults is null ? [] : (SituationKind[])[SituationKind.Chosen]];
        var results = new SeedResult[systems.Length, request.Seeds.Count];
        var sustained = new SustainedRate?[systems.Length];
        var searches = request.FindsMost ? systems.Length : 0;
        var (next, done, total) = (-1, 0, (situations.Length * results.Length) + searches);
        var gate = new Lock();

        void Work()
        {
            // First the searches, which take longest. Then all systems of one seed, then of the next: none waits until the end.
            while (Interlocked.Increment(ref next) is var item && item < results.Length + searches)
            {
                if (item < searches)
                {
                    var settings = systems[item].Settings with { Seed = request.Seeds.First };
                    sustained[item] = new Saturation(settings, systems[item].System.DefaultRate, cancellation).Find();
                    Tell(item, "the highest rate");
                    continue;
                }

                var (place, system) = Math.DivRem(item - searches, systems.Length);
                results[system, place] = RunSeed(
                    systems[system], request, situations, place, situation => Tell(system, ComparisonWords.Of(situation)), cancellation);
            }

            void Tell(int system, string what)
            {
                lock (gate) progress?.Invoke($"{systems[system].System.Name}: {what}", ++done, total);
            }
        }

        Threads.Run(Work, Math.Clamp(request.Seeds.Threads, 1, results.Length + searches));
        SystemComparison[] reports =
        [
            .. systems.Select((system, index) => Report(
                system, situations, [.. Enumerable.Range(0, request.Seeds.Count).Select(place => results[index, place])]) with
                {
                    Sustained = sustained[index],
                }),
        ];
        return new ComparisonReport(request, reports, Rules.Advise(reports, request.Finality), watch.Elapsed);
    }

    private static void Check(ComparisonRequest request)
    {
        if (request.Systems.Count is < 2 or > ComparisonRequest.MostSystems)
            throw new BadInputException($"give 2 to {ComparisonRequest.MostSystems} systems to compare, not {request.Systems.Count}");
        if (request.Systems.GroupBy(static name => name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.Key} stands there twice: give different systems");
        if (request.Seeds.Count > MostSeeds)
            throw new BadInputException($"{request.Seeds} are more than {MostSeeds} seeds: give fewer");
        if (request.Finality.Risk is not (> 0 and < 1))
            throw new BadInputException("--final is a risk above 0% and below 100%, such as 0.1%");
        if (request.Finality.AttackerShare is not (>= 0 and < 0.5))
            throw new BadInputException("--attacker is a share of the hash rate from 0% to below 50%, such as 10%");
        if (request.Faults?.Plan is not null)
        {
            throw new BadInputException(
                "--faults lists faults at fixed times, and runs of different systems last differently: give kinds or a profile");
        }
    }

    private static SeedResult RunSeed(
        ComparedSystem compared, ComparisonRequest request, IReadOnlyList<SituationKind> situations, int place,
        Action<SituationKind> done, CancellationToken cancellation)
    {
        var (start, end) = compared.Window;
        var settings = compared.Settings with { Seed = request.Seeds.First + (ulong)place };
        var leader = new LeaderWatch(start);
        RunReport? calm = null;
        var runs = new Dictionary<SituationKind, (SituationRun Run, RunReport Report)>();
        foreach (var situation in situations)
        {
            if (Situations.Objection(compared, situation) is null)
            {
                var setup = situation == SituationKind.Chosen
                    ? RunSetup.Of(request.Faults!.In(settings))
                    : RunSetup.Of(settings, Situations.Plan(compared, situation, leader.Leader, place));
                var options = new RunOptions { Observer = calm is null ? leader : null, Cancellation = cancellation };
                var report = Runner.Run(setup, options).Report;
                calm ??= report;
                runs[situation] = (Measure(situation, setup, report, calm, (start, end)), report);
            }

            done(situation);
        }

        // Histories are large: of all that was run, no more is kept than what the page draws.
        ServiceLevelSeries? series = null;
        IReadOnlyList<FaultReport> faults = [];
        if (place == 0 && runs.TryGetValue(SituationKind.Partition, out var drawn))
        {
            series = ServiceLevelMeter.MeasureOverTime(drawn.Report.History, drawn.Report.VirtualTime, drawn.Report.Wanted);
            faults = drawn.Report.Faults;
        }

        return new SeedResult(
            runs.ToDictionary(static entry => entry.Key, static entry => entry.Value.Run), [.. SituationMeter.Writes(calm!.History)],
            calm.Wanted.Count, calm.ServiceLevels.Ok, calm.Network.Sent, calm.Network.Bytes, calm.VirtualTime, series, faults);
    }

    private static SituationRun Measure(
        SituationKind situation, RunSetup setup, RunReport report, RunReport calm, (TimeSpan Start, TimeSpan End) window)
    {
        // Where faults are drawn they may be anywhere: then the whole run is looked at.
        var (start, end) = situation == SituationKind.Chosen ? (TimeSpan.Zero, report.VirtualTime) : window;
        var (usual, answered) = (Count(calm.History), Count(report.History));
        var hasFault = situation != SituationKind.NoFault;
        return new SituationRun
        {
            Seed = report.Settings.Seed,
            Verdict = report.Verdict,
            NotHeld =
            [
                .. report.Promises.Where(static promise => promise.Result.Verdict != Verdict.Held).Select(static promise => promise.Name),
            ],
            NotCovered = report.NotCovered,
            Served = hasFault && usual > 0 ? Math.Min(1, (double)answered / usual) : null,
            Pause = SituationMeter.Pause(report.History, start, report.VirtualTime),
            Back = hasFault && situation != SituationKind.Chosen ? SituationMeter.Back(report.History, end) : null,
            Faults = setup.Plan.Faults,
            TraceHash = report.TraceHash,
        };

        long Count(History history) => SituationMeter.Answered(history, start, end);
    }

    private static SystemComparison Report(
        ComparedSystem compared, IReadOnlyList<SituationKind> situations, IReadOnlyList<SeedResult> seeds)
    {
        TimeSpan[] writes = [.. seeds.SelectMany(static seed => seed.Writes).Order()];
        var seconds = seeds.Sum(static seed => seed.VirtualTime.TotalSeconds);
        var answered = Math.Max(1.0, seeds.Sum(static seed => seed.Answered));
        return new SystemComparison
        {
            Settings = compared.Settings,
            Summary = compared.System.Summary,
            IsOpen = compared.System.IsOpen,
            IsLinearizable = compared.Setup.Promises.Any(static promise => promise.Kind == PromiseKind.Linearizable),
            Tolerance = compared.Tolerance,
            Confirmations = compared.Confirmations,
            Costs = new CostFigures(
                writes.Length, SituationMeter.Percentile(writes, 50), SituationMeter.Percentile(writes, 99),
                seeds.Sum(static seed => seed.Wanted) / seconds, seeds.Sum(static seed => seed.Answered) / seconds,
                seeds.Sum(static seed => seed.Messages) / answered, seeds.Sum(static seed => seed.Bytes) / answered,
                compared.System.HashesPerSecond(compared.Setup.Cluster) * seconds / answered),
            Situations =
            [
                .. situations.Select(situation => new SituationReport(
                    situation, Situations.Objection(compared, situation),
                    [.. seeds.Where(seed => seed.Runs.ContainsKey(situation)).Select(seed => seed.Runs[situation])])
                {
                    Series = situation == SituationKind.Partition ? seeds[0].Series : null,
                    Faults = situation == SituationKind.Partition ? seeds[0].Faults : [],
                }),
            ],
        };
    }

    /// <summary>What is kept of all runs of one system with one seed.</summary>
    private sealed record SeedResult(
        IReadOnlyDictionary<SituationKind, SituationRun> Runs, IReadOnlyList<TimeSpan> Writes, long Wanted, long Answered, long Messages,
        long Bytes, TimeSpan VirtualTime, ServiceLevelSeries? Series, IReadOnlyList<FaultReport> Faults);
}
