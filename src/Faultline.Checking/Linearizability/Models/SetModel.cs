using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A set of values with add, remove, contains, and reads of the whole set; empty at first.</summary>
/// <remarks>
/// To add what is there, or to remove what is not, changes nothing and is legal; an operation with an <see cref="Answer"/> says which it
/// was.
/// </remarks>
/// <param name="byValue">
/// Whether each value is a part of its own, which is much less work, and impossible where operations read the whole set.
/// </param>
public sealed class SetModel(bool byValue = false) : SequentialModel<ValueSet>
{
    /// <inheritdoc />
    public override string Name => "set";

    /// <inheritdoc />
    public override ValueSet Initial => ValueSet.Empty;

    /// <inheritdoc />
    public override CollectionKind Collection => CollectionKind.Set;

    /// <summary>The model for a history: by value where nothing reads the whole set.</summary>
    /// <param name="history">The history.</param>
    /// <returns>The model.</returns>
    public static SetModel For(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new SetModel(!history.Entries.Any(static entry => entry.Operation is SetRead));
    }

    /// <inheritdoc />
    public override bool Apply(in ValueSet state, Operation operation, OperationResult? observed, out ValueSet after)
    {
        after = state;
        switch (operation)
        {
            case SetAdd add:
                after = state.Add(add.Value);
                return AnswerOf(operation, observed) is not { } added || added != state.Contains(add.Value);
            case SetRemove remove:
                after = state.Remove(remove.Value);
                return AnswerOf(operation, observed) is not { } removed || removed == state.Contains(remove.Value);
            case SetContains contains:
                return ModelInput.ResultOf<Answer>(operation, observed) is not { } answer
                    || answer.Yes == state.Contains(contains.Value);
            case SetRead:
                return ModelInput.ResultOf<Elements>(operation, observed) is not { } elements || state.Has(elements.Values);
            default:
                throw ModelInput.Unknown(operation, Name);
        }
    }

    /// <inheritdoc />
    public override UInt128 Digest(in ValueSet state) => state.Digest;

    /// <inheritdoc />
    public override bool AreEqual(in ValueSet left, in ValueSet right) => left.HasSameValues(right);

    /// <inheritdoc />
    public override string? PartOf(Operation operation) => !byValue ? null : operation switch
    {
        SetAdd add => add.Value,
        SetRemove remove => remove.Value,
        SetContains contains => contains.Value,
        SetRead => throw new ArgumentException("a set whose values are parts cannot be read as a whole"),
        _ => throw ModelInput.Unknown(operation, Name),
    };

    /// <inheritdoc />
    public override string NameOfPart(string? part) => part is null ? base.NameOfPart(part) : "value " + part;

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is SetContains or SetRead || observed is Answer { Yes: false };

    /// <inheritdoc />
    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed) => !byValue ? null : operation switch
    {
        SetAdd add => AnswerOf(operation, observed) switch
        {
            null => ValueAccess.Writing(add.Value),
            true => ValueAccess.Swapping(null, add.Value),
            false => ValueAccess.Reading(add.Value),
        },
        SetRemove remove => AnswerOf(operation, observed) switch
        {
            null => ValueAccess.Writing(null),
            true => ValueAccess.Swapping(remove.Value, null),
            false => ValueAccess.Reading(null),
        },
        SetContains contains => AnswerOf(operation, observed) switch
        {
            null => null,
            true => ValueAccess.Reading(contains.Value),
            false => ValueAccess.Reading(null),
        },
        _ => throw ModelInput.Unknown(operation, Name),
    };

    /// <inheritdoc />
    /// <remarks>
    /// None for a whole read, nor for a removal that does not say whether the value was there: it may have done nothing.
    /// </remarks>
    public override CollectionAccess? CollectionAccessOf(Operation operation, OperationResult? observed) =>
        (operation, AnswerOf(operation, observed)) switch
        {
            (SetAdd add, null or true) => new CollectionAccess(CollectionAct.Insert, add.Value),
            (SetAdd add, false) => new CollectionAccess(CollectionAct.Find, add.Value),
            (SetRemove remove, null) when observed is null => new CollectionAccess(CollectionAct.Remove, remove.Value),
            (SetRemove remove, true) => new CollectionAccess(CollectionAct.Remove, remove.Value),
            (SetRemove remove, false) => new CollectionAccess(CollectionAct.Miss, remove.Value),
            (SetContains contains, true) => new CollectionAccess(CollectionAct.Find, contains.Value),
            (SetContains contains, false) => new CollectionAccess(CollectionAct.Miss, contains.Value),
            (SetAdd or SetRemove or SetContains or SetRead, _) => null,
            _ => throw ModelInput.Unknown(operation, Name),
        };

    /// <summary>What an operation says of whether a value was there; null where it does not.</summary>
    private static bool? AnswerOf(Operation operation, OperationResult? observed) => (operation, observed) switch
    {
        (_, null) => null,
        (SetAdd or SetRemove, Done) => null,
        (SetAdd or SetRemove or SetContains, Answer answer) => answer.Yes,
        (SetRead, Elements) => null,
        (SetAdd or SetRemove, _) => throw ModelInput.Mistyped(operation, observed, "Done or Answer"),
        (SetContains, _) => throw ModelInput.Mistyped(operation, observed, nameof(Answer)),
        (SetRead, _) => throw ModelInput.Mistyped(operation, observed, nameof(Elements)),
        _ => null,
    };
}
