namespace Faultline.Simulation.Networks;

/// <summary>The sending end of a link with a bandwidth: one message at a time is put on the link, the others wait, first come first served.</summary>
/// <remarks>
/// When a message comes it is already known when it will leave, so the queue needs no events of its own. For the same reason what it
/// holds leaves as planned when a squeeze begins or ends.
/// </remarks>
internal sealed class LinkQueue(Bandwidth bandwidth, QueueLimit limit)
{
    private readonly Queue<(long LeavesAt, int Bytes)> _held = new();
    private long _heldBytes;
    private long _lastLeavesAt;

    /// <summary>Takes a message in; returns when its last bit is on the link, in ticks, or -1 where the queue is full.</summary>
    public long Admit(long now, int bytes)
    {
        while (_held.TryPeek(out var first) && first.LeavesAt <= now)
        {
            _heldBytes -= first.Bytes;
            _held.Dequeue();
        }

        if (limit.CountsMessages ? _held.Count + 1 > limit.Most : _heldBytes + bytes > limit.Most) return -1;
        _lastLeavesAt = Math.Max(now, _lastLeavesAt) + bandwidth.TicksFor(bytes);
        _held.Enqueue((_lastLeavesAt, bytes));
        _heldBytes += bytes;
        return _lastLeavesAt;
    }
}
