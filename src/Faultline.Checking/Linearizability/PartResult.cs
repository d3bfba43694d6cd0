using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Linearizability;

/// <summary>What was found of one part of a history.</summary>
/// <param name="Name">The part in words, such as <c>key k3</c>.</param>
/// <param name="Method">How it was decided.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="Operations">How many operations it has that say anything.</param>
/// <param name="Order">
/// For held: the certificate, an order of all operations of the part with known outcomes, and of some with unknown ones, in which
/// each gives the result that was seen and none stands before one that had completed before it was invoked. Else empty.
/// </param>
public sealed record PartResult(
    string Name, CheckMethod Method, Verdict Verdict, int Operations, IReadOnlyList<HistoryEntry> Order);
