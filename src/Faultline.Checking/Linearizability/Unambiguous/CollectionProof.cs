using Faultline.Checking.Reduction;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>Names the operations that prove a collection broken, and says why.</summary>
internal sealed class CollectionProof(CollectionPart part)
{
    private const int FirstWindow = 64;

    /// <summary>The proof that these operations have no order, with a reason.</summary>
    public UnambiguousOutcome Of(IEnumerable<int> evidence, string detail) =>
        new(part.Method, null, [.. evidence.Where(static i => i >= 0).Distinct().Order()], detail);

    /// <summary>The smallest part of a history without a legal order that has none either.</summary>
    /// <remarks>
    /// What stands in the way of an order is mostly close together. So first it is looked for which of the values that left first are
    /// enough, then which of these that left last; and only then is each one left out that can be.
    /// </remarks>
    public UnambiguousOutcome Shrink(CollectionHistory history, Func<CollectionHistory, int[]?> order)
    {
        List<int> kept = [.. Enumerable.Range(0, history.Count).OrderBy(TimeOf)];
        kept = kept[..Least(kept.Count, count => IsBroken(kept[..count]))];
        kept = kept[^Least(kept.Count, count => IsBroken(kept[^count..]))..];
        kept = DeltaDebugging.Shrink(kept, IsBroken);
        kept.Sort();
        var proof = history.Only(kept);
        var operations = proof.Operations();
        return Of(operations, Words(proof, operations));

        bool IsBroken(List<int> some) => order(history.Only(some)) is null;

        int TimeOf(int number) => number >= history.Values.Length ? history.EmptyCalls[number - history.Values.Length]
            : history.Values[number].Remove == CollectionHistory.None ? history.InsertCalls[number]
            : history.RemoveCalls[number];
    }

    /// <summary>How an operation ended, in words.</summary>
    public string Seen(int operation)
    {
        var entry = part.Part.Entries[operation];
        if (!part.IsKnown(operation)) return $"{Named(operation)} took effect";
        var what = entry.Result is null or Done ? "had completed" : $"had returned {entry.Answer}";
        return $"{Named(operation)} {what} at {Seconds(entry.Completed.Time)}";
    }

    public string Named(int operation) =>
        $"{part.Part.Entries[operation].Operation} by process {part.Part.Entries[operation].Process}";

    public string Invoked(int operation) => Seconds(part.Part.Entries[operation].Invoked.Time);

    private static string Seconds(TimeSpan time) => Verdicts.Words.Seconds(time);

    /// <summary>The least count for which it is so, where it is so for all from some count on, and for the largest.</summary>
    private static int Least(int largest, Predicate<int> isSo)
    {
        var (no, yes) = (0, Math.Min(largest, FirstWindow));
        while (yes < largest && !isSo(yes)) (no, yes) = (yes, (int)Math.Min(largest, 4L * yes));
        while (yes - no > FirstWindow)
        {
            var middle = no + ((yes - no) / 2);
            if (isSo(middle)) yes = middle;
            else no = middle;
        }

        return yes;
    }

    private string Words(CollectionHistory proof, List<int> operations)
    {
        if (proof.Empties.Length == 1) return FoundEmpty(proof);
        return Pair(proof) ?? NoOrder(operations);
    }

    private string FoundEmpty(CollectionHistory proof)
    {
        var there = proof.Values.Select(value =>
            part.Accesses[value.Insert]!.Value.Value + (value.Remove == CollectionHistory.None
                ? $" from {Over(value.Insert)} on"
                : $" from {Over(value.Insert)} to {Invoked(value.Remove)}"));
        return $"{Seen(proof.Empties[0])}, having been invoked at {Invoked(proof.Empties[0])}, but all that time something was there: "
            + string.Join(", ", there);
    }

    /// <summary>Two values of which one was taken while the other had to be taken first.</summary>
    private string? Pair(CollectionHistory proof)
    {
        if (proof.Values.Length != 2 || proof.Empties.Length != 0) return null;
        var taken = proof.Values[0].Remove == CollectionHistory.None
            || (proof.Values[1].Remove != CollectionHistory.None && proof.RemoveReturns[1] < proof.RemoveReturns[0]) ? 1 : 0;
        var (first, other) = (proof.Values[taken], proof.Values[1 - taken]);
        if (!part.IsKnown(first.Remove) || !part.IsKnown(other.Insert)) return null;
        var order = part.Kind switch
        {
            CollectionKind.Queue => $"before {Named(first.Insert)} was invoked at {Invoked(first.Insert)}",
            CollectionKind.Stack => $"and it was invoked after {Named(first.Insert)} had completed",
            _ => $"before {Named(first.Remove)} was invoked at {Invoked(first.Remove)}",
        };
        var value = part.Accesses[other.Insert]!.Value.Value;
        var stayed = other.Remove == CollectionHistory.None
            ? $"{value} was never taken"
            : $"{value} was taken only by {Named(other.Remove)}, invoked at {Invoked(other.Remove)}";
        return $"{Seen(first.Remove)}, but {Seen(other.Insert)}, {order}, and {stayed}";
    }

    private string NoOrder(List<int> operations)
    {
        var entries = operations.ConvertAll(i => part.Part.Entries[i]);
        var last = entries.Where(static entry => entry.Outcome == OperationOutcome.Ok).Max(static entry => entry.Completed.Time);
        return $"no order of {Verdicts.Words.Count(entries.Count, "operation")} "
            + $"from {Seconds(entries.Min(static entry => entry.Invoked.Time))} "
            + $"to {Seconds(last)} gives every user the result that was seen";
    }

    private string Over(int operation) => part.IsKnown(operation) ? Seconds(part.Part.Entries[operation].Completed.Time) : "its removal";
}
