using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A priority queue, empty at first: a value of the smallest priority is taken first, and among equal ones any.</summary>
public sealed class PriorityQueueModel : SequentialModel<PriorityQueues>
{
    /// <inheritdoc />
    public override string Name => "priority queue";

    /// <inheritdoc />
    public override PriorityQueues Initial => PriorityQueues.Empty;

    /// <inheritdoc />
    public override CollectionKind Collection => CollectionKind.PriorityQueue;

    /// <inheritdoc />
    public override bool Apply(
        in PriorityQueues state, Operation operation, OperationResult? observed, out PriorityQueues after)
    {
        PriorityQueues? next;
        switch (operation)
        {
            case Insert insert:
                ModelInput.ResultOf<Done>(operation, observed);
                next = state.Step(contents => [contents.Add(insert.Value, insert.Priority)]);
                break;
            case DeleteMin:
                next = ModelInput.ResultOf<Taken>(operation, observed) switch
                {
                    null => state.Step(static contents => contents.IsEmpty ? [contents] : contents.WithoutAny()),
                    { Value: null } => state.Step(static contents => contents.IsEmpty ? [contents] : []),
                    { Value: var value } => state.Step(contents => contents.Without(value) is { } rest ? [rest] : []),
                };
                break;
            default:
                throw ModelInput.Unknown(operation, Name);
        }

        after = next ?? state;
        return next is not null;
    }

    /// <inheritdoc />
    public override UInt128 Digest(in PriorityQueues state) => state.Digest;

    /// <inheritdoc />
    public override bool AreEqual(in PriorityQueues left, in PriorityQueues right) => left.AreSame(right);

    /// <inheritdoc />
    public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) => operation switch
    {
        Insert insert => new CollectionAccess(CollectionAct.Insert, insert.Value, insert.Priority),
        DeleteMin => Takings.AccessOf(ModelInput.ResultOf<Taken>(operation, observed)),
        _ => throw ModelInput.Unknown(operation, Name),
    };
}
