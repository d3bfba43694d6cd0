namespace Faultline.Checking.Causal;

/// <summary>Adds to what precedes what everything that follows from some reads having found what they found in one order.</summary>
/// <remarks>
/// Let r have read w. A write of the same key that precedes r precedes w, for w is the last one before r. Where reads have a place
/// in the order too, r precedes each write of the key that w precedes. Where two operations come to precede each other there is no
/// such order. The converse holds for causal memory and not for sequential consistency.
/// </remarks>
internal sealed class Saturation(
    ReadsFrom history,
    Precedence precedence,
    int[] reads,
    bool readsPrecede,
    long limit,
    CancellationToken cancellation)
{
    private long _looked;

    /// <summary>Whether the limit ended it; then null means nothing.</summary>
    public bool IsOutOfSteps { get; private set; }

    /// <summary>The work done.</summary>
    public long Steps => _looked + precedence.Joins;

    /// <summary>Adds until nothing follows any more.</summary>
    /// <returns>The contradiction that it met, or null.</returns>
    public Contradiction? Run()
    {
        int before;
        do
        {
            before = precedence.Added;
            foreach (var read in reads)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Add(read) is { } contradiction) return contradiction;
                if (Steps <= limit) continue;
                IsOutOfSteps = true;
                return null;
            }
        }
        while (precedence.Added > before);
        return null;
    }

    private Contradiction? Add(int read)
    {
        var source = history.SourceOf[read];
        foreach (var lane in history.WritesOf[history.KeyOf[read]])
        {
            _looked++;
            var write = lane.LastBefore(precedence.CountBefore(read, lane.Process));
            if (write >= 0 && write != source)
            {
                if (source == ReadsFrom.Initial)
                    return new Contradiction(CausalPattern.WriteHBInitRead, read, precedence.Path(write, read)!);
                if (!precedence.Precedes(write, source) && !precedence.TryAdd(write, source, LinkKind.Replaced, read))
                    return Circle(write, source, LinkKind.Replaced, read);
            }

            if (!readsPrecede) continue;
            write = FirstAfter(lane, source, read);
            if (write >= 0 && !precedence.Precedes(read, write) && !precedence.TryAdd(read, write, LinkKind.ReadBefore, read))
                return Circle(read, write, LinkKind.ReadBefore, read);
        }

        return null;
    }

    private Contradiction Circle(int from, int to, LinkKind kind, int read)
    {
        var last = new Link(from, to, kind, read, precedence.Added);
        return new Contradiction(CausalPattern.CyclicHB, -1, [.. precedence.Path(to, from)!, last]);
    }

    // What a write precedes of a process is an end of it, so the first such write is found by halving.
    private int FirstAfter(Lane lane, int source, int read)
    {
        int low = 0, high = lane.Operations.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (source == ReadsFrom.Initial || precedence.Precedes(source, lane.Operations[middle])) high = middle;
            else low = middle + 1;
        }

        if (low < lane.Operations.Length && lane.Operations[low] == read) low++;
        return low < lane.Operations.Length ? lane.Operations[low] : -1;
    }
}
