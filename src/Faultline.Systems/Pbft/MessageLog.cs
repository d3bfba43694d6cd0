using Faultline.Model.Invariants;

namespace Faultline.Systems.Pbft;

/// <summary>The sequence numbers between the watermarks, and what is known about each. Nothing outside of them is kept.</summary>
/// <param name="window">L.</param>
/// <param name="replicas">How many replicas there are.</param>
internal sealed class MessageLog(int window, int replicas)
{
    private readonly Slot?[] _slots = new Slot?[window];

    /// <summary>The low watermark h: the stable checkpoint. Everything up to it is executed and forgotten.</summary>
    public long Low { get; private set; }

    /// <summary>The high watermark H = h + L.</summary>
    public long High => Low + window;

    public bool IsInWindow(long sequence) => sequence > Low && sequence <= High;

    /// <summary>What is known about a sequence number; null for nothing, and outside of the watermarks.</summary>
    public Slot? Find(long sequence) => IsInWindow(sequence) ? _slots[Place(sequence)] : null;

    /// <summary>The slot of a sequence number between the watermarks.</summary>
    public Slot At(long sequence)
    {
        Invariant.Holds(IsInWindow(sequence), $"sequence {sequence} is not between the watermarks {Low} and {High}");
        return _slots[Place(sequence)] ??= new Slot(sequence, replicas);
    }

    /// <summary>A checkpoint is stable: everything up to it is forgotten.</summary>
    public void Advance(long low)
    {
        Invariant.Holds(low >= Low, $"the low watermark cannot go back from {Low} to {low}");
        if (low - Low >= window) Array.Clear(_slots);
        else
            for (var sequence = Low + 1; sequence <= low; sequence++)
                _slots[Place(sequence)] = null;
        Low = low;
    }

    /// <summary>Another view begins.</summary>
    public void BeginView()
    {
        foreach (var slot in _slots) slot?.BeginView();
    }

    /// <summary>The slots about which something is known, in the order of the sequence numbers.</summary>
    public IEnumerable<Slot> Slots()
    {
        for (var sequence = Low + 1; sequence <= High; sequence++)
            if (_slots[Place(sequence)] is { } slot)
                yield return slot;
    }

    /// <summary>How much memory it takes, roughly, in bytes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var slot in _slots) bytes += slot?.Bytes ?? 0;
            return bytes;
        }
    }

    private int Place(long sequence) => (int)(sequence % window);
}
