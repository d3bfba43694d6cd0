using Faultline.Checking.Linearizability.Search;

namespace Faultline.Checking.Linearizability.Unambiguous;

/// <summary>A value of a collection: who put it in and who took it out.</summary>
/// <param name="Insert">The operation that put it in.</param>
/// <param name="Remove">The operation that took it out, or <see cref="CollectionHistory.None"/>.</param>
/// <param name="Priority">Its priority, in a priority queue.</param>
internal readonly record struct CollectionValue(int Insert, int Remove, long Priority);

/// <summary>The values of a queue, stack or priority queue and the times at which they can have come and gone.</summary>
/// <remarks>
/// <para>
/// Invocations and completions are numbered from 1, and <see cref="Never"/> is later than all. Cell k is the time between event k and
/// the next; something can have happened in the cells from its invocation up to, and without, its completion.
/// </para>
/// <para>
/// A value was put in before it was taken out. So the insertion's completion is taken as no later than the removal's, and the removal's
/// invocation as no earlier than the insertion's. From <see cref="InsertReturns"/> up to <see cref="RemoveCalls"/>, where that is not
/// empty, a value was certainly there: its critical interval.
/// </para>
/// </remarks>
internal sealed class CollectionHistory
{
    /// <summary>No operation.</summary>
    public const int None = -1;

    private readonly Timeline _timeline;

    public CollectionHistory(Timeline timeline, CollectionValue[] values, int[] empties)
    {
        (_timeline, Values, Empties) = (timeline, values, empties);
        var events = new Events((4 * values.Length) + (2 * empties.Length));
        foreach (var value in values)
        {
            events.Add(timeline, value.Insert);
            events.Add(timeline, value.Remove);
        }

        foreach (var empty in empties) events.Add(timeline, empty);
        var (numbers, count) = events.Number();
        Never = count + 1;
        (InsertCalls, InsertReturns) = (new int[values.Length], new int[values.Length]);
        (RemoveCalls, RemoveReturns) = (new int[values.Length], new int[values.Length]);
        (EmptyCalls, EmptyReturns) = (new int[empties.Length], new int[empties.Length]);
        for (var value = 0; value < values.Length; value++)
        {
            InsertCalls[value] = numbers[4 * value];
            RemoveReturns[value] = numbers[(4 * value) + 3];
            InsertReturns[value] = Math.Min(numbers[(4 * value) + 1], RemoveReturns[value]);
            RemoveCalls[value] = Math.Max(numbers[(4 * value) + 2], InsertCalls[value]);
        }

        for (var empty = 0; empty < empties.Length; empty++)
        {
            EmptyCalls[empty] = numbers[(4 * values.Length) + (2 * empty)];
            EmptyReturns[empty] = numbers[(4 * values.Length) + (2 * empty) + 1];
        }
    }

    /// <summary>The values.</summary>
    public CollectionValue[] Values { get; }

    /// <summary>The operations that found the collection empty.</summary>
    public int[] Empties { get; }

    /// <summary>Later than all events; also how many cells there are.</summary>
    public int Never { get; }

    public int[] InsertCalls { get; }

    public int[] InsertReturns { get; }

    public int[] RemoveCalls { get; }

    public int[] RemoveReturns { get; }

    public int[] EmptyCalls { get; }

    public int[] EmptyReturns { get; }

    /// <summary>How many values and operations that found nothing there are.</summary>
    public int Count => Values.Length + Empties.Length;

    /// <summary>The same history with some of the values and of the operations that found it empty. Where that has no legal order, the
    /// whole has none: a legal order stays legal when all operations of a value are left out.</summary>
    /// <param name="kept">Numbers of values, followed by those of the operations that found it empty.</param>
    public CollectionHistory Only(List<int> kept) => new(
        _timeline,
        [.. kept.Where(i => i < Values.Length).Select(i => Values[i])],
        [.. kept.Where(i => i >= Values.Length).Select(i => Empties[i - Values.Length])]);

    /// <summary>The operations, ascending.</summary>
    public List<int> Operations() =>
        [.. Values.Select(static v => v.Insert).Concat(Values.Select(static v => v.Remove)).Concat(Empties)
            .Where(static i => i != None).Order()];

    /// <summary>Gives events their numbers.</summary>
    private sealed class Events(int most)
    {
        private readonly long[] _times = new long[most];
        private readonly int[] _places = new int[most];
        private int _place;
        private int _count;

        public void Add(Timeline timeline, int operation)
        {
            Add(operation == None ? Timeline.Never : timeline.Calls[operation]);
            Add(operation == None ? Timeline.Never : timeline.Returns[operation]);
        }

        public (int[] Numbers, int Count) Number()
        {
            Array.Sort(_times, _places, 0, _count);
            var numbers = new int[most];
            Array.Fill(numbers, _count + 1);
            for (var number = 1; number <= _count; number++) numbers[_places[number - 1]] = number;
            return (numbers, _count);
        }

        private void Add(long time)
        {
            if (time != Timeline.Never) (_times[_count], _places[_count++]) = (time, _place);
            _place++;
        }
    }
}
