using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A stack, last in, first out, empty at first.</summary>
public sealed class StackModel : SequentialModel<ValueSequence>
{
    /// <inheritdoc />
    public override string Name => "stack";

    /// <inheritdoc />
    public override ValueSequence Initial => ValueSequence.Empty;

    /// <inheritdoc />
    public override CollectionKind Collection => CollectionKind.Stack;

    /// <inheritdoc />
    public override bool Apply(
        in ValueSequence state, Operation operation, OperationResult? observed, out ValueSequence after)
    {
        switch (operation)
        {
            case Push push:
                ModelInput.ResultOf<Done>(operation, observed);
                after = state.Add(push.Value);
                return true;
            case Pop:
                after = state.Count == 0 ? state : state.WithoutLast();
                return ModelInput.ResultOf<Taken>(operation, observed) is not { } taken || taken.Value == state.Last;
            default:
                throw ModelInput.Unknown(operation, Name);
        }
    }

    /// <inheritdoc />
    public override UInt128 Digest(in ValueSequence state) => state.Digest;

    /// <inheritdoc />
    public override bool AreEqual(in ValueSequence left, in ValueSequence right) => left.HasSameValues(right);

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is Pop && observed is Taken { Value: null };

    /// <inheritdoc />
    public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) => operation switch
    {
        Push push => new CollectionAccess(CollectionAct.Insert, push.Value),
        Pop => Takings.AccessOf(ModelInput.ResultOf<Taken>(operation, observed)),
        _ => throw ModelInput.Unknown(operation, Name),
    };
}
