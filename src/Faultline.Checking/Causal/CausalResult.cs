using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Causal;

/// <summary>What a check of causal consistency found.</summary>
/// <param name="Result">The verdict, its reason and its evidence.</param>
/// <param name="Pattern">For broken: how; else null.</param>
public sealed record CausalResult(CheckResult Result, CausalPattern? Pattern);
