using System.Collections.Immutable;
using Faultline.Checking.Linearizability;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>Any of the collections as a list of what is in it, oldest first, with what users get from it.</summary>
internal sealed class PlainCollection(CollectionKind kind) : SequentialModel<ImmutableList<(string Value, long Priority)>>
{
    public override string Name => "collection";

    public override ImmutableList<(string Value, long Priority)> Initial => [];

    public override CollectionKind Collection => kind;

    public static OperationResult Perform(
        CollectionKind kind, Operation operation, ref ImmutableList<(string Value, long Priority)> state, string? preferred)
    {
        var before = state;
        switch (operation)
        {
            case Enqueue { Value: var value }:
                state = state.Add((value, 0));
                return Done.Instance;
            case Push { Value: var value }:
                state = state.Add((value, 0));
                return Done.Instance;
            case Insert insert:
                state = state.Add((insert.Value, insert.Priority));
                return Done.Instance;
            case SetAdd { Value: var value }:
                if (!Has(before, value)) state = state.Add((value, 0));
                return new Answer(!Has(before, value));
            case SetRemove { Value: var value }:
                state = state.RemoveAll(item => item.Value == value);
                return new Answer(Has(before, value));
            case SetContains { Value: var value }:
                return new Answer(Has(before, value));
        }

        if (state.IsEmpty) return new Taken(null);
        var smallest = state.Min(static item => item.Priority);
        var taken = kind switch
        {
            CollectionKind.Queue => state[0],
            CollectionKind.Stack => state[^1],
            _ => state.Find(item => item.Priority == smallest && item.Value == preferred) is { Value: not null } found
                ? found
                : state.First(item => item.Priority == smallest),
        };
        state = state.Remove(taken);
        return new Taken(taken.Value);
    }

    public override bool Apply(
        in ImmutableList<(string Value, long Priority)> state,
        Operation operation,
        OperationResult? observed,
        out ImmutableList<(string Value, long Priority)> after)
    {
        after = state;
        var result = Perform(kind, operation, ref after, (observed as Taken)?.Value);
        return observed is null || observed.Equals(result);
    }

    public override UInt128 Digest(in ImmutableList<(string Value, long Priority)> state) => (UInt128)state.Count;

    public override bool AreEqual(
        in ImmutableList<(string Value, long Priority)> left, in ImmutableList<(string Value, long Priority)> right) =>
        left.SequenceEqual(right);

    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is SetContains || observed is Answer { Yes: false } or Taken { Value: null };

    public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) =>
        (operation, observed) switch
        {
            (SetAdd add, Answer { Yes: false }) => new CollectionAccess(CollectionAct.Find, add.Value),
            (SetRemove remove, Answer { Yes: false }) => new CollectionAccess(CollectionAct.Miss, remove.Value),
            (SetContains contains, Answer { Yes: var yes }) =>
                new CollectionAccess(yes ? CollectionAct.Find : CollectionAct.Miss, contains.Value),
            (Enqueue { Value: var value }, _) => new CollectionAccess(CollectionAct.Insert, value),
            (Push { Value: var value }, _) => new CollectionAccess(CollectionAct.Insert, value),
            (SetAdd { Value: var value }, _) => new CollectionAccess(CollectionAct.Insert, value),
            (Insert insert, _) => new CollectionAccess(CollectionAct.Insert, insert.Value, insert.Priority),
            (SetRemove { Value: var value }, _) => new CollectionAccess(CollectionAct.Remove, value),
            (_, Taken { Value: null }) => new CollectionAccess(CollectionAct.FindEmpty, null),
            (_, Taken { Value: var value }) => new CollectionAccess(CollectionAct.Remove, value),
            _ => null,
        };

    private static bool Has(ImmutableList<(string Value, long Priority)> state, string value) =>
        state.Exists(item => item.Value == value);
}
