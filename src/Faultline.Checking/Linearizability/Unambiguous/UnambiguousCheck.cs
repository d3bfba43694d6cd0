using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Decides in O(n log n) the parts of histories in which it is clear which operation put each value there.</summary>
/// <remarks>
/// Null means that the history is not like that, or has operations that the algorithms do not know; then the search has to decide.
/// </remarks>
internal static class UnambiguousCheck
{
    /// <summary>Decides a part that holds a single value.</summary>
    /// <param name="part">The part.</param>
    /// <returns>What was found, or null where the search has to decide.</returns>
    public static UnambiguousOutcome? Of(RegisterPart part)
    {
        if (RegisterClusters.Of(part) is not { } clusters) return null;
        return RegisterProof.OfFinding(part, clusters) ?? new RegisterZones(part, clusters).Check();
    }

    /// <summary>Decides a part that is a collection.</summary>
    /// <typeparam name="TState">The state of the model.</typeparam>
    /// <param name="part">The part.</param>
    /// <param name="model">What its users should have got.</param>
    /// <returns>What was found, or null where the search has to decide.</returns>
    public static UnambiguousOutcome? Of<TState>(HistoryPart part, SequentialModel<TState> model) =>
        CollectionPart.Of(part, model) switch
        {
            null => null,
            { Kind: CollectionKind.Set } set => SetValues.Decide(set),
            var other => TakenValues.Decide(other),
        };
}
