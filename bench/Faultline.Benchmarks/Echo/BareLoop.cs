namespace Faultline.Benchmarks.Echo;

/// <summary>The least that a simulator on the framework's queue can do: take the next event out, put its successor in.</summary>
/// <remarks>
/// No node, no message, no bytes, no hash, no random number: the latency comes from a table that was filled before. An event is
/// what an echo cannot do without: from whom, to whom, and the message.
/// </remarks>
internal static class BareLoop
{
    /// <summary>Ordered by (time, sequence), as determinism needs it: the queue does not keep the order of equals.</summary>
    public static Action<long> ByTimeAndSequence(int depth, long[] latencies)
    {
        var queue = new PriorityQueue<Event, (long Time, long Sequence)>(depth);
        var sequence = 0L;
        for (var i = 0; i < depth; i++) queue.Enqueue(First(i), (latencies[i % latencies.Length], sequence++));
        var mask = latencies.Length - 1;
        return events =>
        {
            for (var i = 0L; i < events; i++)
            {
                queue.TryDequeue(out var item, out var due);
                queue.Enqueue(item.Successor(), (due.Time + latencies[(int)sequence & mask], sequence));
                sequence++;
            }
        };
    }

    /// <summary>Ordered by time alone: faster, and events of one time leave in an order that nothing promises.</summary>
    public static Action<long> ByTime(int depth, long[] latencies)
    {
        var queue = new PriorityQueue<Event, long>(depth);
        var sequence = 0L;
        for (var i = 0; i < depth; i++) queue.Enqueue(First(i), latencies[i % latencies.Length]);
        var mask = latencies.Length - 1;
        return events =>
        {
            for (var i = 0L; i < events; i++)
            {
                queue.TryDequeue(out var item, out var due);
                queue.Enqueue(item.Successor(), due + latencies[(int)sequence & mask]);
                sequence++;
            }
        };
    }

    private static Event First(int number) => new(number % 5, (number + 1) % 5, nameof(Event));

    private readonly record struct Event(int Source, int Target, object Payload)
    {
        public Event Successor() => new(Target, Source, Payload);
    }
}
