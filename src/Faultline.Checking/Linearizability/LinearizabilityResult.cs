using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Linearizability;

/// <summary>What a linearizability checker found, and what it cost.</summary>
/// <param name="Result">The verdict, its reason and its evidence.</param>
/// <param name="Parts">How many parts, such as keys, the history has.</param>
/// <param name="Steps">How many times an operation was tried in a state, shrinking included.</param>
/// <param name="States">How many states of the search were entered, shrinking not included.</param>
public sealed record LinearizabilityResult(CheckResult Result, int Parts, long Steps, long States)
{
    /// <summary>What was found of each part, in the order of their first operations; it ends with the first broken one.</summary>
    public IReadOnlyList<PartResult> ByPart { get; init; } = [];
}
