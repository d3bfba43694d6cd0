namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Decides queues, stacks and priority queues, into which each value is inserted once.</summary>
/// <remarks>
/// An insertion with an unknown outcome took effect where its value was taken out; else it can be left out, as a legal order stays legal
/// without a value. A removal with an unknown outcome may have taken any value, or none: where there is a legal order without it, that
/// is one, and where there is none the search has to decide.
/// </remarks>
internal static class TakenValues
{
    public static UnambiguousOutcome? Decide(CollectionPart part)
    {
        Func<CollectionHistory, int[]?> order = part.Kind switch
        {
            CollectionKind.Queue => QueueOrder.Of,
            CollectionKind.Stack => StackOrder.Of,
            _ => PriorityQueueOrder.Of,
        };
        var (inserts, removes) = (new int[part.Values], new int[part.Values]);
        Array.Fill(inserts, CollectionHistory.None);
        Array.Fill(removes, CollectionHistory.None);
        var empties = new List<int>();
        var proof = new CollectionProof(part);
        var mayHaveTaken = false;
        (int First, int Second)? twice = null;
        for (var i = 0; i < part.ValueOf.Length; i++)
        {
            var value = part.ValueOf[i];
            if (part.Accesses[i] is { Act: CollectionAct.Insert }) inserts[value] = i;
            else if (!part.IsKnown(i)) mayHaveTaken = true;
            else if (value < 0) empties.Add(i);
            else if (removes[value] == CollectionHistory.None) removes[value] = i;
            else twice ??= (removes[value], i);
        }

        if (twice is var (one, other))
        {
            var insert = inserts[part.ValueOf[one]];
            var times = insert < 0 ? "never inserted" : "inserted only once";
            return proof.Of([one, other, insert], $"{proof.Seen(one)} and {proof.Seen(other)}, but the value was {times}");
        }

        var values = new List<CollectionValue>();
        for (var value = 0; value < part.Values; value++)
        {
            var (insert, remove) = (inserts[value], removes[value]);
            if (insert == CollectionHistory.None && remove == CollectionHistory.None) continue;
            if (insert == CollectionHistory.None)
                return proof.Of([remove], $"{proof.Seen(remove)}, but nothing ever inserted that value");
            if (remove != CollectionHistory.None && part.Timeline.Returns[remove] < part.Timeline.Calls[insert])
                return proof.Of(
                [insert, remove], $"{proof.Seen(remove)}, before {proof.Named(insert)} was invoked at {proof.Invoked(insert)}");
            if (remove == CollectionHistory.None && !part.IsKnown(insert)) continue;
            values.Add(new CollectionValue(insert, remove, part.Accesses[insert]!.Value.Priority));
        }

        var history = new CollectionHistory(part.Timeline, [.. values], [.. empties]);
        if (order(history) is { } legal) return new UnambiguousOutcome(part.Method, legal, [], "");
        return mayHaveTaken ? null : proof.Shrink(history, order);
    }
}
