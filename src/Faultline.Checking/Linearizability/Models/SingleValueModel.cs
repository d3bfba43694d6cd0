using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A model each part of which holds one value: all that it does follows from
/// <see cref="SequentialModel{TState}.AccessOf"/>.</summary>
/// <remarks>An operation without an access is a read that nobody saw the result of, or has a result that it never gives.</remarks>
public abstract class SingleValueModel : SequentialModel<string?>
{
    /// <inheritdoc />
    public sealed override string? Initial => InitialValue;

    /// <inheritdoc />
    public abstract override ValueAccess? AccessOf(Operation operation, OperationResult? observed);

    /// <inheritdoc />
    public sealed override bool Apply(in string? state, Operation operation, OperationResult? observed, out string? after)
    {
        after = state;
        if (AccessOf(operation, observed) is not { } access) return observed is null;
        var meets = access.Rule switch
        {
            ReadRule.None => true,
            ReadRule.Equal => access.Read == state,
            _ => access.Read != state,
        };
        if (meets && access.Writes) after = access.Written;
        return meets || observed is null;
    }

    /// <inheritdoc />
    public sealed override UInt128 Digest(in string? state) => StateDigest.Of(state);

    /// <inheritdoc />
    public sealed override bool AreEqual(in string? left, in string? right) =>
        string.Equals(left, right, StringComparison.Ordinal);

    /// <inheritdoc />
    public sealed override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        AccessOf(operation, observed) is not { Writes: true };
}
