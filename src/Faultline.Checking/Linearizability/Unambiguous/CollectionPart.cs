using Faultline.Checking.Linearizability.Search;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>A part that is a collection, with what each operation does to it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Kind">The kind of collection.</param>
/// <param name="Timeline">When its operations happened.</param>
/// <param name="Accesses">What each operation does; null for one with an unknown outcome that may have taken any value.</param>
/// <param name="ValueOf">The number of the value that each operation speaks of; -1 for none.</param>
/// <param name="Values">How many values there are.</param>
internal sealed record CollectionPart(
    HistoryPart Part, CollectionKind Kind, Timeline Timeline, CollectionAccess?[] Accesses, int[] ValueOf, int Values)
{
    /// <summary>The part, or null where an operation cannot be said like that, or a value was inserted more than once.</summary>
    public static CollectionPart? Of<TState>(HistoryPart part, SequentialModel<TState> model)
    {
        if (model.Collection == CollectionKind.None) return null;
        var accesses = new CollectionAccess?[part.Entries.Count];
        var valueOf = new int[accesses.Length];
        Array.Fill(valueOf, -1);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var inserted = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < accesses.Length; i++)
        {
            var entry = part.Entries[i];
            accesses[i] = model.CollectionAccessOf(entry.Operation, entry.Observed());
            if (accesses[i] is not { } access)
            {
                if (entry.Outcome == OperationOutcome.Ok) return null;
                continue;
            }

            if (access.Value is not { } value)
            {
                if (access.Act != CollectionAct.FindEmpty || model.Collection == CollectionKind.Set) return null;
                continue;
            }

            if (model.Collection != CollectionKind.Set && access.Act is CollectionAct.Find or CollectionAct.Miss) return null;
            if (access.Act == CollectionAct.Insert && !inserted.Add(value)) return null;
            if (numbers.TryAdd(value, numbers.Count)) valueOf[i] = numbers.Count - 1;
            else valueOf[i] = numbers[value];
        }

        return new CollectionPart(part, model.Collection, part.ToTimeline(), accesses, valueOf, numbers.Count);
    }

    /// <summary>Whether the outcome of an operation is known.</summary>
    public bool IsKnown(int operation) => Timeline.Returns[operation] != Timeline.Never;

    /// <summary>The method by which the part is decided.</summary>
    public CheckMethod Method => Kind switch
    {
        CollectionKind.Set => CheckMethod.Set,
        CollectionKind.Queue => CheckMethod.Queue,
        CollectionKind.Stack => CheckMethod.Stack,
        _ => CheckMethod.PriorityQueue,
    };
}
