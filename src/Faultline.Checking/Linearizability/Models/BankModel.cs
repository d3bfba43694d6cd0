using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A bank with transfers between accounts and reads of all of them. Accounts may be overdrawn.</summary>
/// <param name="start">What is in the accounts at first; null, the default, where the first read is to tell.</param>
public sealed class BankModel(IReadOnlyList<Account>? start = null) : SequentialModel<BankBalances>
{
    /// <inheritdoc />
    public override string Name => "bank";

    /// <inheritdoc />
    public override BankBalances Initial { get; } = start is null ? BankBalances.Unknown : BankBalances.Of(start);

    /// <inheritdoc />
    public override bool Apply(in BankBalances state, Operation operation, OperationResult? observed, out BankBalances after)
    {
        after = state;
        switch (operation)
        {
            case BankTransfer transfer:
                ModelInput.ResultOf<Done>(operation, observed);
                after = state.Move(transfer.From, transfer.To, transfer.Amount);
                return true;
            case BankRead:
                if (ModelInput.ResultOf<Balances>(operation, observed) is not { } seen) return true;
                if (state.IsKnown) return state.Has(seen.Accounts);

                // Whatever was moved before, some start leads to what the first read saw.
                after = BankBalances.Of(seen.Accounts);
                return true;
            default:
                throw ModelInput.Unknown(operation, Name);
        }
    }

    /// <inheritdoc />
    public override UInt128 Digest(in BankBalances state) => state.Digest;

    /// <inheritdoc />
    public override bool AreEqual(in BankBalances left, in BankBalances right) => left.AreSame(right);

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is BankRead && (observed is null || Initial.IsKnown);
}
