using Faultline.Checking.Causal;
using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Sequential;

/// <summary>The answers of a search in words.</summary>
internal static class SequentialAnswers
{
    public static SequentialConsistencyResult Held(ProcessOrder order, List<int> found, long steps, long states) => new(
        new CheckResult(Verdict.Held, $"{Words.Count(found.Count, "operation")} of "
            + $"{Words.Count(order.Processes.Length, "process", "processes")} have a legal order, found in {Words.Count(states, "state")}"),
        steps,
        states,
        [.. found.Select(i => order.Entries[i])]);

    public static SequentialConsistencyResult Undecided<TMachine>(SequentialSearch<TMachine> search, long steps)
        where TMachine : struct, ISequentialMachine => new(
        new CheckResult(Verdict.Undecided, $"explored {Words.Count(search.States, "state")} in {Words.Count(search.Steps, "step")} "
            + $"without an answer; longest legal order {Words.Number(search.Longest)} of {Words.Count(search.Needed, "operation")}; "
            + "raise the limits, or check a shorter history"),
        steps,
        search.States,
        []);

    public static CheckResult Broken(ProcessOrder proof) => new(Verdict.Broken,
        $"no order of {Words.Count(proof.Count, "operation")} that keeps the order of each process gives every user the result that "
            + "was seen",
        proof.Entries);
}
