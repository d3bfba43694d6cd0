using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Comparisons;

/// <summary>Systems beside each other: the same work, and the same things going wrong.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Systems">The systems, in the order of the request.</param>
/// <param name="Advice">Which of them to use, by rules.</param>
/// <param name="WallTime">Wall time that it took.</param>
public sealed record ComparisonReport(
    ComparisonRequest Request, IReadOnlyList<SystemComparison> Systems, IReadOnlyList<Advice> Advice, TimeSpan WallTime)
{
    /// <summary>The situations, in the order in which they are shown.</summary>
    public IReadOnlyList<SituationKind> Situations => [.. Systems[0].Situations.Select(static situation => situation.Kind)];
}

/// <summary>What came of one system.</summary>
public sealed record SystemComparison
{
    /// <summary>What it ran with; the seed and the faults differ.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>It in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether anyone may join.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Whether it promises that operations take effect in one order that fits their times.</summary>
    public required bool IsLinearizable { get; init; }

    /// <summary>How much it says that it survives.</summary>
    public required FaultTolerance Tolerance { get; init; }

    /// <summary>How deep a block must be before its writes count as final; null where an answer is final as such.</summary>
    public int? Confirmations { get; init; }

    /// <summary>What it costs where nothing goes wrong.</summary>
    public required CostFigures Costs { get; init; }

    /// <summary>The highest rate that it sustains where nothing goes wrong; null where that is not known.</summary>
    public SustainedRate? Sustained { get; init; }

    /// <summary>What came of it in each situation.</summary>
    public required IReadOnlyList<SituationReport> Situations { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Settings.System;

    /// <summary>What came of it in one situation.</summary>
    /// <param name="kind">The situation.</param>
    /// <returns>The report.</returns>
    public SituationReport this[SituationKind kind] => Situations.First(situation => situation.Kind == kind);
}

/// <summary>What a system costs where nothing goes wrong, over all seeds.</summary>
/// <param name="Writes">How many writes were answered.</param>
/// <param name="MedianWrite">From a user's wish to a final answer, of which half were faster; null where none was answered.</param>
/// <param name="P99Write">The same, of which 99 in a hundred were faster.</param>
/// <param name="Wanted">Operations wanted a second.</param>
/// <param name="Answered">Operations answered a second.</param>
/// <param name="Messages">Messages sent for each operation answered.</param>
/// <param name="Bytes">Bytes sent for each operation answered.</param>
/// <param name="Hashes">Hashes computed for each operation answered, only so that nodes agree.</param>
public sealed record CostFigures(
    long Writes, TimeSpan? MedianWrite, TimeSpan? P99Write, double Wanted, double Answered, double Messages, double Bytes, double Hashes);

/// <summary>What came of a system in one situation.</summary>
/// <param name="Kind">The situation.</param>
/// <param name="NotPossible">Why there were no runs; null where there were.</param>
/// <param name="Runs">One for each seed.</param>
public sealed record SituationReport(SituationKind Kind, string? NotPossible, IReadOnlyList<SituationRun> Runs)
{
    /// <summary>Less than this share served is called a standstill.</summary>
    private const double Standstill = 0.05;

    /// <summary>Of all seeds the worst.</summary>
    public Verdict Verdict => Verdicts.Worst(Runs.Select(static run => run.Verdict));

    /// <summary>The first run with the worst verdict; null without runs.</summary>
    public SituationRun? Worst => Runs.FirstOrDefault(run => run.Verdict == Verdict);

    /// <summary>Of all seeds the lowest share served; null where that has no meaning.</summary>
    public double? Served => Runs.Min(static run => run.Served);

    /// <summary>Of all seeds the longest time without any answer; null without runs.</summary>
    public TimeSpan? Pause => Runs.Max(static run => (TimeSpan?)run.Pause);

    /// <summary>Of all seeds the longest time until those who waited had their answers; null where that has no meaning.</summary>
    public TimeSpan? Back => Runs.Max(static run => run.Back);

    /// <summary>Whether next to nothing was answered while it lasted, in some seed.</summary>
    public bool IsStandstill => Served < Standstill;

    /// <summary>The first seed's service over time, for the situation whose pictures are shown; else null.</summary>
    public ServiceLevelSeries? Series { get; init; }

    /// <summary>The faults of that run.</summary>
    public IReadOnlyList<FaultReport> Faults { get; init; } = [];
}

/// <summary>One run of a comparison.</summary>
public sealed record SituationRun
{
    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What became of the promises.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The promises that were not held.</summary>
    public required IReadOnlyList<string> NotHeld { get; init; }

    /// <summary>What the promises do not cover; null where they cover everything.</summary>
    public string? NotCovered { get; init; }

    /// <summary>
    /// Operations answered while the fault lasted, as a share of those answered in the same time of the same seed without it, 0 to 1; null
    /// where nothing went wrong, and where nothing would have been answered anyway.
    /// </summary>
    public double? Served { get; init; }

    /// <summary>The longest time in which nobody had an answer, from the fault's beginning to the end of the run.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>
    /// How long after the fault the last of those who were waiting when it ended had an answer; null where there was no fault or nobody
    /// had one.
    /// </summary>
    public TimeSpan? Back { get; init; }

    /// <summary>What went wrong.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>The trace hash: 16 hexadecimal digits.</summary>
    public required string TraceHash { get; init; }
}

/// <summary>Which system to use where something is true.</summary>
/// <param name="Where">What must be true of whoever wants to use it.</param>
/// <param name="Rule">How it was chosen from what was measured.</param>
/// <param name="System">The system; null where none of those compared will do.</param>
/// <param name="Facts">What was measured that speaks for it, and what it costs.</param>
public sealed record Advice(string Where, string Rule, string? System, string Facts);
