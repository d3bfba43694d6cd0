using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Model.Randomness;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Campaigns;

/// <summary>What one seed of a campaign came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="TraceHash">Its trace hash.</param>
/// <param name="NotHeld">The promises that were not held, with their details.</param>
/// <param name="Ok">Operations answered.</param>
/// <param name="Failed">Operations without effect.</param>
/// <param name="Unknown">Operations with an unknown outcome.</param>
/// <param name="Messages">Messages sent.</param>
/// <param name="VirtualTime">Virtual time that it lasted.</param>
/// <param name="FaultKinds">What the faults did.</param>
public sealed record SeedReport(
    ulong Seed, Verdict Verdict, string TraceHash, IReadOnlyList<PromiseReport> NotHeld, long Ok, long Failed, long Unknown,
    long Messages, TimeSpan VirtualTime, IReadOnlyList<FaultKindReport> FaultKinds)
{
    /// <summary>Which of the faults the promises do not cover; null where they cover all that really happened.</summary>
    public string? NotCovered { get; init; }

    /// <summary>In a swarm: the kinds of fault that the seed had on; else null.</summary>
    public IReadOnlyList<string>? Swarm { get; init; }

    internal static SeedReport Of(RunReport report) => new(
        report.Settings.Seed, report.Verdict, report.TraceHash,
        [.. report.Promises.Where(static promise => promise.Result.Verdict != Verdict.Held)],
        report.ServiceLevels.Ok, report.ServiceLevels.Failed, report.ServiceLevels.Unknown, report.Network.Sent,
        report.VirtualTime, report.FaultKinds)
    {
        NotCovered = report.NotCovered,
        Swarm = report.Swarm,
    };
}

/// <summary>What a campaign came to.</summary>
/// <param name="Settings">What was run; the seed is not one of them.</param>
/// <param name="Seeds">Which seeds were asked for.</param>
/// <param name="Runs">The seeds that were run, in their order: all, or up to the first one that was broken.</param>
/// <param name="WallTime">Wall time that it took.</param>
public sealed record CampaignReport(
    RunSettings Settings, CampaignSeeds Seeds, IReadOnlyList<SeedReport> Runs, TimeSpan WallTime)
{
    /// <summary>Broken if any seed was; else exceeded if any was; else undecided if any was; else held.</summary>
    public Verdict Verdict => Verdicts.Worst(Runs.Select(static run => run.Verdict));

    /// <summary>The first seed whose promises were broken; null where there is none.</summary>
    public SeedReport? FirstBroken => Runs.FirstOrDefault(static run => run.Verdict == Verdict.Broken);

    /// <summary>The first seed whose promises were exceeded; null where there is none.</summary>
    public SeedReport? FirstExceeded => Runs.FirstOrDefault(static run => run.Verdict == Verdict.Exceeded);

    /// <summary>In a swarm: how many seeds had a kind of fault on.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The number of seeds.</returns>
    public int SeedsWith(string kind) => Runs.Count(run => run.Swarm?.Contains(kind) == true);

    /// <summary>All trace hashes folded into one: 16 hexadecimal digits.</summary>
    public string TraceHash => Runs
        .Aggregate(StableHash.Start, static (hash, run) =>
            StableHash.Mix(hash, ulong.Parse(run.TraceHash, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        .ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The users' operations in all runs.</summary>
    public OperationCounts Operations => new(
        Runs.Sum(static run => run.Ok), Runs.Sum(static run => run.Failed), Runs.Sum(static run => run.Unknown));

    /// <summary>What the faults did in all runs, by kind, in the order of <see cref="Simulation.Faults.FaultKinds.All"/>.</summary>
    public IReadOnlyList<FaultKindReport> FaultKinds =>
    [
        .. Simulation.Faults.FaultKinds.All
            .Select(kind => FaultKindReport.Sum(
                kind.Name, Runs.SelectMany(static run => run.FaultKinds).Where(report => report.Kind == kind.Name)))
            .Where(static report => report.Count > 0),
    ];
}
