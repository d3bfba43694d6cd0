using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A queue, first in, first out, empty at first.</summary>
public sealed class QueueModel : SequentialModel<ValueSequence>
{
    /// <inheritdoc />
    public override string Name => "queue";

    /// <inheritdoc />
    public override ValueSequence Initial => ValueSequence.Empty;

    /// <inheritdoc />
    public override CollectionKind Collection => CollectionKind.Queue;

    /// <inheritdoc />
    public override bool Apply(
        in ValueSequence state, Operation operation, OperationResult? observed, out ValueSequence after)
    {
        switch (operation)
        {
            case Enqueue enqueue:
                ModelInput.ResultOf<Done>(operation, observed);
                after = state.Add(enqueue.Value);
                return true;
            case Dequeue:
                after = state.Count == 0 ? state : state.WithoutFirst();
                return ModelInput.ResultOf<Taken>(operation, observed) is not { } taken || taken.Value == state.First;
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
        operation is Dequeue && observed is Taken { Value: null };

    /// <inheritdoc />
    public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) => operation switch
    {
        Enqueue enqueue => new CollectionAccess(CollectionAct.Insert, enqueue.Value),
        Dequeue => Takings.AccessOf(ModelInput.ResultOf<Taken>(operation, observed)),
        _ => throw ModelInput.Unknown(operation, Name),
    };
}
