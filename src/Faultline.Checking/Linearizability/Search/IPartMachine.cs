namespace Faultline.Checking.Linearizability.Search;

/// <summary>The model of one part of a history, with its states and its operations as numbers.</summary>
/// <remarks>Implemented by structs, so that the search is compiled for each of them without virtual calls.</remarks>
internal interface IPartMachine
{
    /// <summary>The state before the first operation.</summary>
    int Initial { get; }

    /// <summary>Whether steps may be taken on several threads at once.</summary>
    bool IsThreadSafe { get; }

    /// <summary>Whether it is worth asking whether operations can help others.</summary>
    bool KnowsHelp { get; }

    /// <summary>Whether an operation can help another to become legal that is not legal in a state.</summary>
    bool CanHelp(int state, int operation, int other);

    /// <summary>Performs an operation; equal states have equal numbers.</summary>
    bool Step(int state, int operation, out int next);

    /// <summary>Whether the operation leaves every state as it was.</summary>
    bool IsReadOnly(int operation);

    /// <summary>Whether the operation leads to the same state from every state, so that what was before it cannot
    /// matter.</summary>
    bool IsBlind(int operation);

    /// <summary>Whether two operations are known to have nothing to do with each other in any state.</summary>
    bool Commute(int left, int right);

    /// <summary>Whether two operations with unknown outcomes do the same in every state.</summary>
    bool AreAlike(int left, int right);

    /// <summary>A hash of what an operation with an unknown outcome does: the same for operations that are alike.</summary>
    int HashOf(int operation);

    /// <summary>Forgets all states but some.</summary>
    /// <param name="states">The states that are still of use; replaced by their new numbers.</param>
    void Retain(Span<int> states);
}
