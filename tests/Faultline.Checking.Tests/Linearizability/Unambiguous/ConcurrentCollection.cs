using System.Collections.Immutable;
using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>A collection into which each value is put once.</summary>
internal sealed class ConcurrentCollection(CollectionKind kind, Choices choices) : ConcurrentObject(choices)
{
    private readonly List<string> _values = [];
    private ImmutableList<(string Value, long Priority)> _state = [];

    protected override Operation Next() => kind switch
    {
        CollectionKind.Set => Choices.Below(_values.Count == 0 ? 2 : 7) switch
        {
            0 => new SetAdd(Fresh()),
            < 3 => new SetRemove(_values.Count == 0 ? "1" : _values[^1]),
            < 6 => new SetContains(Choices.Of(_values)),
            _ => new SetContains(Text(_values.Count + 1)),
        },
        CollectionKind.Queue => Choices.Below(2) == 0 ? new Enqueue(Fresh()) : new Dequeue(),
        CollectionKind.Stack => Choices.Below(2) == 0 ? new Push(Fresh()) : new Pop(),
        _ => Choices.Below(2) == 0 ? new Insert(Fresh(), Choices.Below(4)) : new DeleteMin(),
    };

    protected override OperationResult Perform(Operation operation) =>
        PlainCollection.Perform(kind, operation, ref _state, null);

    protected override bool MayLie(Operation operation) =>
        operation is Dequeue or Pop or DeleteMin or SetContains or SetRemove;

    protected override OperationResult Lie(Operation operation, OperationResult result) => result switch
    {
        Answer answer => new Answer(!answer.Yes),
        _ => new Taken(Choices.Below(4) == 0 || _values.Count == 0 ? null : Choices.Of(_values)),
    };

    // Two results changed places: nothing is taken twice, but perhaps in a wrong order.
    protected override bool MaySwap(Operation operation) => operation is Dequeue or Pop or DeleteMin;

    private string Fresh()
    {
        _values.Add(Text(_values.Count + 1));
        return _values[^1];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
