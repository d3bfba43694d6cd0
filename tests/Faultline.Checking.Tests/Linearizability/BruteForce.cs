using Faultline.Checking.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability;

/// <summary>The definition of linearizability, spelled out: tries every order, with and without every unknown
/// operation.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState>(History history, SequentialModel<TState> model) => history.Entries
        .Where(static entry => entry.Outcome != OperationOutcome.Fail)
        .GroupBy(entry => model.PartOf(entry.Operation))
        .All(part => CanFinish([.. part], model, model.Initial));

    private static bool CanFinish<TState>(List<HistoryEntry> rest, SequentialModel<TState> model, TState state)
    {
        if (rest.TrueForAll(static entry => entry.Outcome == OperationOutcome.Info)) return true;
        foreach (var entry in rest)
        {
            var mustWait = rest.Exists(other =>
                other.Outcome == OperationOutcome.Ok && other.Completed.Index < entry.Invoked.Index);
            if (mustWait) continue;
            var observed = entry.Outcome == OperationOutcome.Ok ? entry.Result : null;
            if (!model.Apply(state, entry.Operation, observed, out var after)) continue;
            if (CanFinish([.. rest.Where(other => other != entry)], model, after)) return true;
        }

        return false;
    }
}

/// <summary>A model without what it says of values, collections and reads, so that the plain search is tested.</summary>
internal sealed class OpaqueModel<TState>(SequentialModel<TState> model) : SequentialModel<TState>
{
    public override string Name => model.Name;

    public override TState Initial => model.Initial;

    public override bool Apply(in TState state, Operation operation, OperationResult? observed, out TState after) =>
        model.Apply(state, operation, observed, out after);

    // A weak digest on purpose: equality has to tell the states apart.
    public override UInt128 Digest(in TState state) => model.Digest(state) % 3;

    public override bool AreEqual(in TState left, in TState right) => model.AreEqual(left, right);

    public override string? PartOf(Operation operation) => model.PartOf(operation);
}
