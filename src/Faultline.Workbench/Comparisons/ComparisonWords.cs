using System.Globalization;
using Faultline.Checking.Verdicts;

namespace Faultline.Workbench.Comparisons;

/// <summary>How a comparison is said, in the terminal and on the page.</summary>
public static class ComparisonWords
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A situation.</summary>
    /// <param name="situation">The situation.</param>
    /// <returns>Such as <c>one crash</c>.</returns>
    public static string Of(SituationKind situation) => situation switch
    {
        SituationKind.NoFault => "no fault",
        SituationKind.OneCrash => "one crash",
        SituationKind.ManyCrashes => "f crashes",
        SituationKind.OneLiar => "one liar",
        SituationKind.Partition => "a partition",
        SituationKind.Newcomer => "a newcomer",
        _ => "chosen faults",
    };

    /// <summary>What came of a system in a situation, in a word.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Such as <c>held</c>, <c>standstill</c>, <c>broken</c> or <c>not supported</c>.</returns>
    public static string Of(SituationReport report) => report switch
    {
        { NotPossible: { } why } => why,
        { Verdict: Verdict.Held, IsStandstill: true } => "standstill",
        { Verdict: Verdict.Held } => "held",
        { Verdict: Verdict.Broken } => "broken",
        { Verdict: Verdict.Exceeded } => "exceeded",
        _ => "undecided",
    };

    /// <summary>How well users were served in a situation, and how long it took afterwards.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Such as <c>83%, 1.2 s</c>; empty where there is nothing to say.</returns>
    public static string Service(SituationReport report) => string.Join(", ", new[]
    {
        report.Served is { } served ? Share(served) : null,
        report.Back is { } back ? Time(back) : null,
    }.OfType<string>());

    /// <summary>A time in about three digits.</summary>
    /// <param name="time">The time; null where there is none.</param>
    /// <returns>Such as <c>1.93 ms</c>, <c>12.4 s</c>, <c>61 min</c> or <c>2.1 h</c>.</returns>
    public static string Time(TimeSpan? time) => time switch
    {
        null => "never",
        { TotalMilliseconds: < 10 } => time.Value.TotalMilliseconds.ToString("0.##", Invariant) + " ms",
        { TotalSeconds: < 1 } => time.Value.TotalMilliseconds.ToString("0", Invariant) + " ms",
        { TotalSeconds: < 120 } => time.Value.TotalSeconds.ToString("0.#", Invariant) + " s",
        { TotalHours: < 3 } => time.Value.TotalMinutes.ToString("0", Invariant) + " min",
        _ => time.Value.TotalHours.ToString("0.#", Invariant) + " h",
    };

    /// <summary>A share; all is 100%, and nothing less is.</summary>
    /// <param name="share">0 to 1.</param>
    /// <returns>Such as <c>83%</c>.</returns>
    public static string Share(double share) => Math.Floor((100 * share) + 1e-9).ToString("0", Invariant) + "%";

    /// <summary>A risk or another small share.</summary>
    /// <param name="share">0 to 1.</param>
    /// <returns>Such as <c>0.1%</c>.</returns>
    public static string Risk(double share) => (100 * share).ToString("0.######", Invariant) + "%";

    /// <summary>A number in three digits, and a power of ten where it is large.</summary>
    /// <param name="number">Zero or more.</param>
    /// <returns>Such as <c>0.004</c>, <c>8.02</c>, <c>1,240</c> or <c>2.1e12</c>.</returns>
    public static string Number(double number) => number switch
    {
        0 => "0",
        < 0.1 => number.ToString("0.####", Invariant),
        < 10 => number.ToString("0.##", Invariant),
        < 100 => number.ToString("0.#", Invariant),
        < 1e6 => number.ToString("N0", Invariant),
        _ => number.ToString("0.##e0", Invariant),
    };

    /// <summary>The highest rate that a system sustains.</summary>
    /// <param name="rate">The rate; null where it is not known.</param>
    /// <returns>Such as <c>8,800</c>, <c>at least 0.2</c> or <c>below the usual</c>.</returns>
    public static string Sustained(SustainedRate? rate) => rate switch
    {
        null => "not known",
        { PerSecond: 0 } => "below the usual",
        { IsAtLeast: true } => "at least " + Number(rate.PerSecond),
        _ => Number(rate.PerSecond),
    };

    /// <summary>What is meant by the highest rate that a system sustains.</summary>
    /// <returns>A sentence without its end.</returns>
    public static string MeaningOfSustained { get; } = string.Create(
        Invariant, $"at most: the highest rate at which 99% of the operations of {Saturation.Users:N0} users are answered within twice the "
        + $"p99 of a write at the system's own usual rate, where each node works {Saturation.Work.TotalMicroseconds} µs on each message; "
        + $"at least: the users were the limit, because they wait for their answers");

    /// <summary>What a newcomer is.</summary>
    public const string MeaningOfNewcomer =
        "a newcomer: where anyone may join, a node that joins for the first time; elsewhere a member that comes back with an empty disk";

    /// <summary>How many nodes a system has, and how many of them may be lost or lie.</summary>
    /// <param name="system">The system.</param>
    /// <returns>Such as <c>5: 2 lost, 0 lie</c>.</returns>
    public static string Nodes(SystemComparison system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return string.Create(Invariant, $"{system.Settings.Nodes}: {system.Tolerance.LostNodes} lost, {system.Tolerance.LyingNodes} lie");
    }

    /// <summary>What was found where a promise was not held, one sentence for each system and situation.</summary>
    /// <param name="report">The comparison.</param>
    /// <returns>The sentences.</returns>
    public static IReadOnlyList<string> Findings(ComparisonReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            .. from system in report.Systems
               from situation in system.Situations
               where situation.Verdict != Verdict.Held
               let worst = situation.Worst!
               let what = string.Join(", ", worst.Faults.Select(static fault => fault.Kind).Distinct())
               let seeds = situation.Runs.Count(run => run.Verdict == situation.Verdict)
               select $"{system.Name}, {Of(situation.Kind)}: {string.Join(", ", worst.NotHeld)} {Of(situation)} in seed {worst.Seed} "
                   + $"({(what.Length > 0 ? what : "nothing went wrong")}), {seeds} "
                   + $"of {situation.Runs.Count} seeds",
        ];
    }
}
