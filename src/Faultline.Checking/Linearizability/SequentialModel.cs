using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability;

/// <summary>The reference object: what a system would do if it did one operation after another.</summary>
/// <remarks>
/// Guarantees that a model owes its checker:
/// 1. It is a function: the same arguments give the same answer, and no argument is changed.
/// 2. Parts are independent: an operation of one part neither reads nor changes another. A state is the state of one
/// part.
/// 3. Equal states have equal digests, in every process and on every machine.
/// </remarks>
/// <typeparam name="TState">The state of one part; treated as immutable.</typeparam>
public abstract class SequentialModel<TState>
{
    /// <summary>What the model is of, such as <c>key-value store</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The state of each part before the first operation.</summary>
    public abstract TState Initial { get; }

    /// <summary>Performs one operation.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got; null where the outcome is unknown, and then any result will
    /// do.</param>
    /// <param name="after">The state after; unspecified where the answer is false.</param>
    /// <returns>Whether the operation can have this result in this state.</returns>
    /// <exception cref="ArgumentException">The model does not know such an operation or result.</exception>
    public abstract bool Apply(in TState state, Operation operation, OperationResult? observed, out TState after);

    /// <summary>A stable digest of a state, by which equal states are found; not <c>GetHashCode</c>.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The digest. Collisions cost time, not correctness: equality decides.</returns>
    public abstract UInt128 Digest(in TState state);

    /// <summary>Whether two states are the same.</summary>
    /// <param name="left">One state.</param>
    /// <param name="right">Another.</param>
    /// <returns>True where no operation could tell them apart.</returns>
    public virtual bool AreEqual(in TState left, in TState right) =>
        EqualityComparer<TState>.Default.Equals(left, right);

    /// <summary>The part of the state that an operation touches.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The part's name, such as the key; null, the default, where the state has one part only.</returns>
    public virtual string? PartOf(Operation operation) => null;

    /// <summary>How to call a part in a sentence.</summary>
    /// <param name="part">What <see cref="PartOf"/> gave.</param>
    /// <returns>Words such as <c>key k3</c>.</returns>
    public virtual string NameOfPart(string? part) => part ?? "the " + Name;

    /// <summary>Whether an operation with this result leaves every state as it was.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got; null where the outcome is unknown.</param>
    /// <returns>False, the default, where it may change some state.</returns>
    public virtual bool IsReadOnly(Operation operation, OperationResult? observed) => false;

    /// <summary>Whether two operations have nothing to do with each other: in no state does it matter to either, to its legality, its
    /// result or its effect, whether the other one went before.</summary>
    /// <remarks>
    /// Of operations that fall into lots without anything to do with each other, each lot is checked by itself, as a part is.
    /// </remarks>
    /// <param name="one">One operation.</param>
    /// <param name="other">Another.</param>
    /// <returns>False, the default, where that is not known.</returns>
    public virtual bool Commute(Operation one, Operation other) => false;

    /// <summary>Whether <see cref="CanHelp"/> says more than its default; false by default.</summary>
    public virtual bool KnowsHelp => false;

    /// <summary>Whether another operation can help one to become legal that is not legal in a state.</summary>
    /// <remarks>
    /// A search that knows this gives an order up as soon as there is nothing left that could explain some result. Where none of some
    /// operations can help, no row of them, however long, may make the one legal.
    /// </remarks>
    /// <param name="state">A state in which the operation is not legal.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got.</param>
    /// <param name="other">An operation that may take effect before it.</param>
    /// <returns>True, the default, where it is not known that it cannot.</returns>
    public virtual bool CanHelp(in TState state, Operation operation, OperationResult? observed, Operation other) => true;

    /// <summary>Whether a legal order stays legal without the operation.</summary>
    internal virtual bool CanBeLeftOut(Operation operation, OperationResult? observed) => IsReadOnly(operation, observed);

    /// <summary>The operation as an access to the single value of its part, where the part holds a single
    /// value.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got; null where the outcome is unknown.</param>
    /// <returns>The access, in agreement with <see cref="Apply"/>; null, the default, where it cannot be said like
    /// this.</returns>
    public virtual ValueAccess? AccessOf(Operation operation, OperationResult? observed) => null;

    /// <summary>The value in <see cref="Initial"/>, for <see cref="AccessOf"/>; null, the default, is the absent
    /// value.</summary>
    public virtual string? InitialValue => null;

    /// <summary>What kind of collection each part of the state is; none by default.</summary>
    public virtual CollectionKind Collection => CollectionKind.None;

    /// <summary>The operation as an access to the collection that its part of the state is.</summary>
    /// <remarks>Histories in which each value is inserted once are then decided in O(n log n).</remarks>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got; null where the outcome is unknown.</param>
    /// <returns>The access, in agreement with <see cref="Apply"/>; null, the default, where it cannot be said like
    /// this.</returns>
    public virtual CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) => null;
}
