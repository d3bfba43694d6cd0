namespace Faultline.Simulation.Worlds;

/// <summary>Everything that will happen, ordered by (time, sequence): a four-ary heap over a slab of events.</summary>
/// <remarks>
/// The heap moves 24-byte keys and never the events themselves, and in the steady state it allocates nothing; the queue of the
/// framework moves whole events and calls a comparer (see the echo figures in <c>docs/benchmarks.md</c>).
/// Guarantees: 1. events leave in the order of their times; 2. events of one time leave in the order in which they came.
/// </remarks>
internal sealed class EventQueue
{
    private const int Arity = 4;
    private const int None = -1;

    private Key[] _heap = new Key[256];
    private WorldEvent[] _slab = new WorldEvent[256];
    private int[] _free = new int[256];
    private int _count;
    private int _freeCount;
    private int _slabUsed;
    private int _taken = None;
    private long _sequence;

    public int Count => _count;

    /// <summary>The time of the next event, in ticks; the queue must not be empty.</summary>
    public long NextTime => _heap[0].Time;

    /// <summary>Adds an event and returns where its content goes; fill it before the next call.</summary>
    public ref WorldEvent Push(long time)
    {
        var slot = _freeCount > 0 ? _free[--_freeCount] : NewSlot();
        if (_count == _heap.Length) Array.Resize(ref _heap, 2 * _count);
        var key = new Key(time, _sequence++, slot);
        var index = _count++;
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (!key.IsBefore(_heap[parent])) break;
            _heap[index] = _heap[parent];
            index = parent;
        }

        _heap[index] = key;
        return ref _slab[slot];
    }

    /// <summary>Takes the next event out. What it returns stays as it is until the next call, whatever is added meanwhile.</summary>
    public ref readonly WorldEvent Pop()
    {
        if (_taken != None) Free(_taken);
        _taken = _heap[0].Slot;
        var last = _heap[--_count];
        if (_count > 0) SiftDown(last);
        return ref _slab[_taken];
    }

    /// <summary>Everything that is to come, in the order in which it will; for those who look, not on the hot path.</summary>
    public IEnumerable<(long Time, WorldEvent Event)> InOrder() =>
        _heap.Take(_count).OrderBy(static key => key.Time).ThenBy(static key => key.Sequence)
            .Select(key => (key.Time, _slab[key.Slot]));

    private void Free(int slot)
    {
        _slab[slot] = default;
        if (_freeCount == _free.Length) Array.Resize(ref _free, 2 * _freeCount);
        _free[_freeCount++] = slot;
    }

    private void SiftDown(Key key)
    {
        var heap = _heap;
        var index = 0;
        while (true)
        {
            var child = (Arity * index) + 1;
            if (child >= _count) break;
            var least = child;
            var end = Math.Min(child + Arity, _count);
            for (var other = child + 1; other < end; other++)
                if (heap[other].IsBefore(heap[least]))
                    least = other;
            if (!heap[least].IsBefore(key)) break;
            heap[index] = heap[least];
            index = least;
        }

        heap[index] = key;
    }

    private int NewSlot()
    {
        if (_slabUsed == _slab.Length) Array.Resize(ref _slab, 2 * _slabUsed);
        return _slabUsed++;
    }

    private readonly record struct Key(long Time, long Sequence, int Slot)
    {
        public bool IsBefore(in Key other) => Time < other.Time || (Time == other.Time && Sequence < other.Sequence);
    }
}
