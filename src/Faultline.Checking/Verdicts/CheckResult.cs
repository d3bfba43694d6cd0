using Faultline.Model.Histories;

namespace Faultline.Checking.Verdicts;

/// <summary>What a check found.</summary>
public enum Verdict
{
    /// <summary>The promise was kept in this run.</summary>
    Held,

    /// <summary>The promise was broken; there is evidence.</summary>
    Broken,

    /// <summary>The check could not tell, for want of time or of observations.</summary>
    Undecided,

    /// <summary>The promise was broken, in a run in which more went wrong than the promise covers. No checker says so by itself.</summary>
    Exceeded,
}

/// <summary>Verdicts of several checks as one.</summary>
public static class Verdicts
{
    private static readonly Verdict[] WorstFirst = [Verdict.Broken, Verdict.Exceeded, Verdict.Undecided];

    /// <summary>Broken if any is; else exceeded if any is; else undecided if any is; else held.</summary>
    /// <param name="verdicts">The verdicts.</param>
    /// <returns>The verdict of all together.</returns>
    public static Verdict Worst(IEnumerable<Verdict> verdicts)
    {
        var found = verdicts.ToHashSet();
        return WorstFirst.FirstOrDefault(found.Contains, Verdict.Held);
    }
}

/// <summary>The answer of a checker, with its evidence.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Detail">
/// The finding in words a person can act on: what was seen, where and when; for undecided, how far the check got and why.
/// </param>
/// <param name="Evidence">
/// For broken: the operations that prove it, in the order of their invocations; empty where the proof is not in the history.
/// </param>
public sealed record CheckResult(Verdict Verdict, string Detail, params IReadOnlyList<HistoryEntry> Evidence)
{
    /// <summary>For broken: the moment at which it showed; null where only the evidence tells.</summary>
    public TimeSpan? ShownAt { get; init; }

    /// <summary>For broken: the longest order of some of the evidence that is still legal; empty where there is none to
    /// show.</summary>
    public IReadOnlyList<HistoryEntry> LongestOrder { get; init; } = [];
}
