using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Sequential;

/// <summary>What a check of sequential consistency found, and what it cost.</summary>
/// <param name="Result">The verdict, its reason and its evidence.</param>
/// <param name="Steps">How many times an operation was tried in a state, or a conclusion looked for.</param>
/// <param name="States">How many states of the search were entered.</param>
/// <param name="Order">
/// For held: the certificate, an order of all operations with known outcomes, and of some with unknown ones, in which each gives
/// the result that was seen and those of each process keep their order. Else empty.
/// </param>
public sealed record SequentialConsistencyResult(CheckResult Result, long Steps, long States, IReadOnlyList<HistoryEntry> Order);
