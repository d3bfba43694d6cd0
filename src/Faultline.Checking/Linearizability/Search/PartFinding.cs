using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>What was found of a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Name">The part in words.</param>
/// <param name="Method">How it was decided.</param>
/// <param name="Outcome">What the search found, and what it cost.</param>
/// <param name="Broken">For broken: the words and the evidence.</param>
internal sealed record PartFinding(
    HistoryPart Part, string Name, CheckMethod Method, SearchOutcome Outcome, CheckResult? Broken = null)
{
    public Verdict Verdict =>
        Broken is not null ? Verdict.Broken : Outcome.End == SearchEnd.Linearizable ? Verdict.Held : Verdict.Undecided;

    public PartResult ToResult() => new(
        Name, Method, Verdict, Part.Entries.Count,
        Verdict == Verdict.Held ? new OrderView(Part.Entries, Outcome.Order!) : []);

    /// <summary>For undecided: how far the check got, and why no further.</summary>
    public string HowFar(SearchLimits limits)
    {
        var unknown = Part.Entries.Count - Outcome.Known;
        return $"explored {Words.Count(Outcome.States, "state")} of {Name} in {Words.Count(Outcome.Steps, "step")} without an answer; "
            + $"longest legal prefix {Words.Number(Outcome.Longest)} of {Words.Count(Outcome.Known, "operation")}, with "
            + $"{Words.Count(unknown, "unknown outcome")} besides; {Outcome.End switch
            {
                SearchEnd.OutOfTime => $"the time limit of {Words.Seconds(limits.Time ?? default)} was reached: give it more",
                SearchEnd.OutOfStates => $"the limit of {Words.Count(limits.States, "state")} was reached: raise it",
                _ => $"the limit of {Words.Count(limits.Steps, "step")} was reached: raise it",
            }}, or check a shorter history";
    }
}
