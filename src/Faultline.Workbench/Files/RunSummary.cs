using Faultline.Checking.Verdicts;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Files;

/// <summary>A run as one JSON object: what <c>--json</c> prints.</summary>
public sealed record RunSummary
{
    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary><c>held</c>, <c>broken</c>, <c>exceeded</c> or <c>undecided</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Which of the faults the promises do not cover; absent where they cover all that really happened.</summary>
    public string? NotCovered { get; init; }

    /// <summary>In a swarm: the kinds of fault that this seed had on.</summary>
    public IReadOnlyList<string>? Swarm { get; init; }

    /// <summary>Which faults did nothing, in a sentence; absent where each did something.</summary>
    public string? Inert { get; init; }

    /// <summary>What became of each promise.</summary>
    public required IReadOnlyList<PromiseSummary> Promises { get; init; }

    /// <summary>The trace hash: 16 hexadecimal digits.</summary>
    public required string TraceHash { get; init; }

    /// <summary>Virtual seconds that the run lasted.</summary>
    public required double VirtualSeconds { get; init; }

    /// <summary>When it ended at a violation, where it was to end at the first.</summary>
    public double? StoppedAtSeconds { get; init; }

    /// <summary>Wall seconds that it took, checks included.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Messages sent.</summary>
    public required long Messages { get; init; }

    /// <summary>The users' operations.</summary>
    public required OperationCounts Operations { get; init; }

    /// <summary>Answered operations as a share of all, 0 to 1.</summary>
    public required double Availability { get; init; }

    /// <summary>Latency of the answered operations, in milliseconds.</summary>
    public required LatencyNumbers LatencyMs { get; init; }

    /// <summary>What the faults did, by kind.</summary>
    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    /// <summary>The smallest run that breaks the same promise; null where none was looked for.</summary>
    public ShrinkSummary? Shrunk { get; init; }

    /// <summary>The summary of a run.</summary>
    /// <param name="report">The run.</param>
    /// <returns>The summary.</returns>
    public static RunSummary Of(RunReport report) => new()
    {
        System = report.Settings.System,
        Seed = report.Settings.Seed,
        Verdict = NameOf(report.Verdict),
        NotCovered = report.NotCovered,
        Swarm = report.Swarm,
        Inert = InertFaults.Sentence(report.Faults),
        Promises = [.. report.Promises.Select(PromiseSummary.Of)],
        TraceHash = report.TraceHash,
        VirtualSeconds = report.VirtualTime.TotalSeconds,
        StoppedAtSeconds = report.StoppedAt?.TotalSeconds,
        WallSeconds = Math.Round(report.WallTime.TotalSeconds, 3),
        Messages = report.Network.Sent,
        Operations = new OperationCounts(report.ServiceLevels.Ok, report.ServiceLevels.Failed, report.ServiceLevels.Unknown),
        Availability = Math.Round(report.ServiceLevels.Availability, 6),
        LatencyMs = new LatencyNumbers(
            Math.Round(report.ServiceLevels.Latency.P50, 3),
            Math.Round(report.ServiceLevels.Latency.P99, 3),
            Math.Round(report.ServiceLevels.Latency.Max, 3)),
        Faults = [.. report.FaultKinds.Select(FaultSummary.Of)],
    };

    /// <summary>A verdict in one lower-case word.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The word.</returns>
    public static string NameOf(Verdict verdict) => verdict switch
    {
        Checking.Verdicts.Verdict.Held => "held",
        Checking.Verdicts.Verdict.Broken => "broken",
        Checking.Verdicts.Verdict.Exceeded => "exceeded",
        _ => "undecided",
    };
}

/// <summary>A promise in a summary.</summary>
/// <param name="Name">Such as <c>linearizable</c>.</param>
/// <param name="Verdict"><c>held</c>, <c>broken</c>, <c>exceeded</c> or <c>undecided</c>.</param>
/// <param name="Detail">What the check found, in words.</param>
public sealed record PromiseSummary(string Name, string Verdict, string Detail)
{
    internal static PromiseSummary Of(PromiseReport promise) =>
        new(promise.Name, RunSummary.NameOf(promise.Result.Verdict), promise.Result.Detail);
}

/// <summary>Operations by outcome.</summary>
/// <param name="Ok">Answered.</param>
/// <param name="Failed">Certainly without effect.</param>
/// <param name="Unknown">Nobody knows.</param>
public sealed record OperationCounts(long Ok, long Failed, long Unknown);

/// <summary>Latency in milliseconds.</summary>
/// <param name="P50">Half were faster.</param>
/// <param name="P99">99 in a hundred were faster.</param>
/// <param name="Max">The slowest.</param>
public sealed record LatencyNumbers(double P50, double P99, double Max);

/// <summary>Faults of one kind in a summary.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Inert">How many of them did nothing.</param>
/// <param name="Effect">What they did together, in words.</param>
public sealed record FaultSummary(string Kind, long Count, long Inert, string Effect)
{
    internal static FaultSummary Of(FaultKindReport report) => new(report.Kind, report.Count, report.Inert, report.Effect);
}

/// <summary>A campaign as one JSON object: what <c>--seeds ... --json</c> prints.</summary>
public sealed record CampaignSummary
{
    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary>The seeds asked for, such as <c>1..2000</c>.</summary>
    public required string Seeds { get; init; }

    /// <summary>How many seeds were run.</summary>
    public required int Runs { get; init; }

    /// <summary><c>held</c>, <c>broken</c>, <c>exceeded</c> or <c>undecided</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The seeds whose promises were not all held.</summary>
    public required IReadOnlyList<SeedSummary> NotHeld { get; init; }

    /// <summary>All trace hashes folded into one: 16 hexadecimal digits.</summary>
    public required string TraceHash { get; init; }

    /// <summary>Virtual seconds of all runs together.</summary>
    public required double VirtualSeconds { get; init; }

    /// <summary>Wall seconds that the campaign took.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Messages sent in all runs.</summary>
    public required long Messages { get; init; }

    /// <summary>The users' operations in all runs.</summary>
    public required OperationCounts Operations { get; init; }

    /// <summary>What the faults did in all runs, by kind.</summary>
    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    /// <summary>The first finding's smallest run that breaks the same promise; null where none was looked for.</summary>
    public ShrinkSummary? Shrunk { get; init; }

    /// <summary>The summary of a campaign.</summary>
    /// <param name="report">The campaign.</param>
    /// <returns>The summary.</returns>
    public static CampaignSummary Of(CampaignReport report) => new()
    {
        System = report.Settings.System,
        Seeds = report.Seeds.ToString(),
        Runs = report.Runs.Count,
        Verdict = RunSummary.NameOf(report.Verdict),
        NotHeld =
        [
            .. report.Runs.Where(static run => run.NotHeld.Count > 0).Select(static run => new SeedSummary(
                run.Seed, RunSummary.NameOf(run.Verdict), run.TraceHash, run.NotCovered, run.Swarm,
                [.. run.NotHeld.Select(PromiseSummary.Of)])),
        ],
        TraceHash = report.TraceHash,
        VirtualSeconds = report.Runs.Sum(static run => run.VirtualTime.TotalSeconds),
        WallSeconds = Math.Round(report.WallTime.TotalSeconds, 3),
        Messages = report.Runs.Sum(static run => run.Messages),
        Operations = report.Operations,
        Faults = [.. report.FaultKinds.Select(FaultSummary.Of)],
    };
}

/// <summary>A seed whose promises were not all held.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Verdict"><c>broken</c>, <c>exceeded</c> or <c>undecided</c>.</param>
/// <param name="TraceHash">Its trace hash.</param>
/// <param name="NotCovered">Which of the faults the promises do not cover; absent where they cover all that really happened.</param>
/// <param name="Swarm">In a swarm: the kinds of fault that the seed had on.</param>
/// <param name="Promises">The promises that were not held.</param>
public sealed record SeedSummary(
    ulong Seed, string Verdict, string TraceHash, string? NotCovered, IReadOnlyList<string>? Swarm,
    IReadOnlyList<PromiseSummary> Promises);
