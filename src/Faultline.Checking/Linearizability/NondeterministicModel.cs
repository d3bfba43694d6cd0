using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability;

/// <summary>A reference object that may go on in several ways after an operation.</summary>
/// <remarks>
/// Checked by powerset: a state of the search is the set of all states in which the object may be, in an order of their own, so
/// that equal sets are found. What a model owes its checker is as with <see cref="SequentialModel{TState}"/>.
/// </remarks>
/// <typeparam name="TState">One state of one part; treated as immutable.</typeparam>
public abstract class NondeterministicModel<TState> : SequentialModel<IReadOnlyList<TState>>
{
    private const ulong SetLow = 0x706F776572736574;

    /// <summary>The states in which each part may be before the first operation; at least one.</summary>
    public abstract IReadOnlyList<TState> InitialStates { get; }

    /// <summary>The states in which an operation may leave a part.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="observed">What the user got; null where the outcome is unknown, and then any result will do.</param>
    /// <returns>The states, in any order; none where the operation cannot have this result in this state.</returns>
    /// <exception cref="ArgumentException">The model does not know such an operation or result.</exception>
    public abstract IEnumerable<TState> After(TState state, Operation operation, OperationResult? observed);

    /// <summary>A stable digest of one state; not <c>GetHashCode</c>.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The digest. Collisions cost time, not correctness.</returns>
    public abstract UInt128 DigestOf(TState state);

    /// <summary>Whether two states are the same.</summary>
    /// <param name="left">One state.</param>
    /// <param name="right">Another.</param>
    /// <returns>True where no operation could tell them apart.</returns>
    public virtual bool AreSame(TState left, TState right) => EqualityComparer<TState>.Default.Equals(left, right);

    /// <summary>Whether an operation leaves every state as it was, whatever its result.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>False, the default, where it may change some state.</returns>
    public virtual bool IsRead(Operation operation) => false;

    /// <inheritdoc />
    public sealed override IReadOnlyList<TState> Initial => Canonical(InitialStates);

    /// <inheritdoc />
    public sealed override bool Apply(
        in IReadOnlyList<TState> state, Operation operation, OperationResult? observed, out IReadOnlyList<TState> after)
    {
        var all = new List<TState>();
        foreach (var one in state) all.AddRange(After(one, operation, observed));
        after = Canonical(all);
        return after.Count > 0;
    }

    /// <inheritdoc />
    public sealed override UInt128 Digest(in IReadOnlyList<TState> state)
    {
        var (high, low) = (StableHash.Start, SetLow);
        foreach (var one in state)
        {
            var digest = DigestOf(one);
            high = StableHash.Mix(StableHash.Mix(high, (ulong)(digest >> 64)), unchecked((ulong)digest));
            low = StableHash.Mix(StableHash.Mix(low, unchecked((ulong)digest)), (ulong)(digest >> 64));
        }

        return new UInt128(high, low);
    }

    /// <inheritdoc />
    public sealed override bool AreEqual(in IReadOnlyList<TState> left, in IReadOnlyList<TState> right)
    {
        // Different states with one digest may stand in either order.
        var others = right;
        return left.Count == right.Count && left.All(one => others.Any(other => AreSame(one, other)));
    }

    /// <inheritdoc />
    /// <remarks>A result that was seen rules states out, which changes the set; so only a read without one changes nothing.</remarks>
    public sealed override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        observed is null && IsRead(operation);

    /// <inheritdoc />
    internal sealed override bool CanBeLeftOut(Operation operation, OperationResult? observed) => IsRead(operation);

    private List<TState> Canonical(IReadOnlyList<TState> states)
    {
        if (states.Count == 1) return [states[0]];
        var canonical = new List<TState>();
        var last = UInt128.Zero;
        var firstOfDigest = 0;
        foreach (var (digest, state) in states.Select(state => (DigestOf(state), state)).OrderBy(static pair => pair.Item1))
        {
            if (digest != last) (last, firstOfDigest) = (digest, canonical.Count);
            var isNew = true;
            for (var i = firstOfDigest; i < canonical.Count && isNew; i++) isNew = !AreSame(canonical[i], state);
            if (isNew) canonical.Add(state);
        }

        return canonical;
    }
}
