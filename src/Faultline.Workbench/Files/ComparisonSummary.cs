using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Files;

/// <summary>A comparison as one JSON object: what <c>compare --json</c> prints.</summary>
/// <param name="Seeds">The seeds of all runs.</param>
/// <param name="FinalRisk">The risk, 0 to 1, that an answer which counts as final is taken back, in a system with confirmations.</param>
/// <param name="AttackerShare">The share of the hash rate, 0 to 1, of whoever tries.</param>
/// <param name="Systems">The systems, in the order of the command.</param>
/// <param name="Advice">Which of them to use, by rules.</param>
/// <param name="WallSeconds">Wall seconds that it took.</param>
public sealed record ComparisonSummary(
    string Seeds, double FinalRisk, double AttackerShare, IReadOnlyList<ComparedSystemSummary> Systems, IReadOnlyList<Advice> Advice,
    double WallSeconds)
{
    /// <summary>The summary of a comparison.</summary>
    /// <param name="report">The comparison.</param>
    /// <returns>The summary.</returns>
    public static ComparisonSummary Of(ComparisonReport report) => new(
        report.Request.Seeds.ToString(), report.Request.Finality.Risk, report.Request.Finality.AttackerShare,
        [.. report.Systems.Select(ComparedSystemSummary.Of)], report.Advice, Math.Round(report.WallTime.TotalSeconds, 3));
}

/// <summary>One system of a comparison.</summary>
/// <param name="System">Its name.</param>
/// <param name="Settings">What it ran with; the seed and the faults differ.</param>
/// <param name="IsOpen">Whether anyone may join.</param>
/// <param name="IsLinearizable">Whether it promises to be.</param>
/// <param name="Tolerates">How much it says that it survives.</param>
/// <param name="Confirmations">How deep a block must be for its writes to count as final; absent where an answer is final as such.</param>
/// <param name="MedianWriteMs">The median time to a final answer to a write, in milliseconds; absent where none was answered.</param>
/// <param name="P99WriteMs">The 99th percentile of the same.</param>
/// <param name="WantedPerSecond">Operations wanted a second.</param>
/// <param name="AnsweredPerSecond">Operations answered a second.</param>
/// <param name="MostPerSecond">The highest rate that it sustains; absent where that was not sought.</param>
/// <param name="MostIsAtLeast">Whether the users were the limit of that rate and not the system; absent where they were not.</param>
/// <param name="MostWithinMs">Within this time 99% were answered at that rate, in milliseconds.</param>
/// <param name="MessagesPerOperation">Messages sent for each operation answered.</param>
/// <param name="BytesPerOperation">Bytes sent for each operation answered.</param>
/// <param name="HashesPerOperation">Hashes computed for each operation answered, only so that nodes agree.</param>
/// <param name="Situations">What came of it in each situation.</param>
public sealed record ComparedSystemSummary(
    string System, RunSettings Settings, bool IsOpen, bool IsLinearizable, FaultTolerance Tolerates, int? Confirmations,
    double? MedianWriteMs, double? P99WriteMs, double WantedPerSecond, double AnsweredPerSecond, double? MostPerSecond,
    bool? MostIsAtLeast, double? MostWithinMs, double MessagesPerOperation, double BytesPerOperation,
    double HashesPerOperation, IReadOnlyList<SituationSummary> Situations)
{
    internal static ComparedSystemSummary Of(SystemComparison system) => new(
        system.Name, system.Settings, system.IsOpen, system.IsLinearizable, system.Tolerance, system.Confirmations,
        system.Costs.MedianWrite?.TotalMilliseconds, system.Costs.P99Write?.TotalMilliseconds, Math.Round(system.Costs.Wanted, 6),
        Math.Round(system.Costs.Answered, 6), system.Sustained?.PerSecond, system.Sustained?.IsAtLeast is true ? true : null,
        system.Sustained?.Within.TotalMilliseconds, Math.Round(system.Costs.Messages, 3), Math.Round(system.Costs.Bytes, 1),
        Math.Round(system.Costs.Hashes), [.. system.Situations.Select(SituationSummary.Of)]);
}

/// <summary>A system in one situation: the worst of all seeds.</summary>
/// <param name="Situation">Such as <c>one crash</c>.</param>
/// <param name="Verdict"><c>held</c>, <c>broken</c>, <c>exceeded</c> or <c>undecided</c>; absent where there were no runs.</param>
/// <param name="NotPossible">Why there were no runs; absent where there were.</param>
/// <param name="Served">Operations answered while the fault lasted, as a share of those answered without it.</param>
/// <param name="PauseMs">The longest time without any answer, in milliseconds.</param>
/// <param name="BackMs">How long after the fault the last of those who waited had an answer, in milliseconds.</param>
/// <param name="Runs">Each run.</param>
public sealed record SituationSummary(
    string Situation, string? Verdict, string? NotPossible, double? Served, double? PauseMs, double? BackMs,
    IReadOnlyList<SituationRunSummary> Runs)
{
    internal static SituationSummary Of(SituationReport report) => new(
        ComparisonWords.Of(report.Kind), report.NotPossible is null ? RunSummary.NameOf(report.Verdict) : null, report.NotPossible,
        report.Served is { } served ? Math.Round(served, 4) : null, report.Pause?.TotalMilliseconds, report.Back?.TotalMilliseconds,
        [.. report.Runs.Select(static run => new SituationRunSummary(
            run.Seed, RunSummary.NameOf(run.Verdict), run.NotHeld, run.NotCovered, run.Faults, run.TraceHash))]);
}

/// <summary>One run of a comparison.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Verdict"><c>held</c>, <c>broken</c>, <c>exceeded</c> or <c>undecided</c>.</param>
/// <param name="NotHeld">The promises that were not held.</param>
/// <param name="NotCovered">What the promises do not cover; absent where they cover everything.</param>
/// <param name="Faults">What went wrong, as a plan lists it: with it and the settings, <c>run --faults</c> repeats the run.</param>
/// <param name="TraceHash">The trace hash: 16 hexadecimal digits.</param>
public sealed record SituationRunSummary(
    ulong Seed, string Verdict, IReadOnlyList<string> NotHeld, string? NotCovered, IReadOnlyList<Fault> Faults, string TraceHash);
