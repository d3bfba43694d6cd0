using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Networks;

/// <summary>The sending end of a link with a bandwidth: one message at a time is put on the link, the others wait their turn.</summary>
/// <remarks>
/// When a message comes it is already known when it will leave, so the queue needs no events of its own. For the same reason what it
/// holds leaves as planned when a squeeze begins or ends.
/// </remarks>
/// <param name="bandwidth">How much the link carries.</param>
/// <param name="limit">How much it holds; an empty one takes any message.</param>
/// <param name="effect">Where a fault counts what waits and what is dropped; null for the link's own queue.</param>
internal sealed class LinkQueue(Bandwidth bandwidth, QueueLimit limit, FaultEffect? effect = null)
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

        if (_held.Count > 0)
        {
            var isFull = limit.CountsMessages ? _held.Count + 1 > limit.Most : _heldBytes + bytes > limit.Most;
            effect?.Add(isFull ? EffectUnit.MessagesDropped : EffectUnit.MessagesDelayed, 1);
            if (isFull) return -1;
        }

        _lastLeavesAt = Math.Max(now, _lastLeavesAt) + bandwidth.TicksFor(bytes);
        _held.Enqueue((_lastLeavesAt, bytes));
        _heldBytes += bytes;
        return _lastLeavesAt;
    }
}
