using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A counter with add and read, 0 at first.</summary>
public sealed class CounterModel : SequentialModel<Int128>
{
    /// <inheritdoc />
    public override string Name => "counter";

    /// <inheritdoc />
    public override Int128 Initial => Int128.Zero;

    /// <inheritdoc />
    public override bool Apply(in Int128 state, Operation operation, OperationResult? observed, out Int128 after)
    {
        after = state;
        switch (operation)
        {
            case CounterAdd add:
                ModelInput.ResultOf<Done>(operation, observed);
                after = state + add.By;
                return true;
            case CounterRead:
                return ModelInput.ResultOf<CounterValue>(operation, observed) is not { } read || read.Value == state;
            default:
                throw ModelInput.Unknown(operation, Name);
        }
    }

    /// <inheritdoc />
    public override UInt128 Digest(in Int128 state) => unchecked((UInt128)state);

    /// <inheritdoc />
    public override bool Commute(Operation one, Operation other) => (one is CounterAdd) == (other is CounterAdd);

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) => operation is CounterRead;
}
