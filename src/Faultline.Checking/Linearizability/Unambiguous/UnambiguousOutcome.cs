namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>What an algorithm for unambiguous histories found of a part.</summary>
/// <param name="Method">The algorithm.</param>
/// <param name="Order">For held: a legal order, as numbers of the part's operations; null for broken.</param>
/// <param name="Evidence">For broken: the numbers of a smallest set of operations that prove it, ascending.</param>
/// <param name="Detail">For broken: why, in words with times.</param>
internal sealed record UnambiguousOutcome(
    CheckMethod Method, int[]? Order, IReadOnlyList<int> Evidence, string Detail)
{
    public bool IsHeld => Order is not null;
}
