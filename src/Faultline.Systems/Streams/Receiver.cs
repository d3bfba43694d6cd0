namespace Faultline.Systems.Streams;

/// <summary>The receiving half of a connection: puts segments into their order and says how much more there is room for.</summary>
/// <remarks>
/// Guarantees: 1. The application reads each byte once, in the order in which it was sent. 2. What is held, in order or not, is never
/// more than the window. 3. The right edge of the window never moves back.
/// </remarks>
internal sealed class Receiver(StreamSettings settings)
{
    private readonly ByteQueue _bytes = new(settings.Window);
    private readonly SortedDictionary<long, byte[]> _outOfOrder = [];
    private int _held;
    private long _announcedEdge;
    private long? _finish;

    /// <summary>RCV.NXT: the sequence number that is expected next.</summary>
    public long Next { get; private set; }

    /// <summary>How many bytes the application can read.</summary>
    public int Available => _bytes.Count;

    /// <summary>Whether the other end has sent its last byte and all have come.</summary>
    public bool Finished => _finish < Next;

    /// <summary>How much more there is room for, from RCV.NXT on.</summary>
    private long Edge => Next + _bytes.Room;

    /// <summary>
    /// RCV.WND as it is announced: it opens again only by a segment or half of it, so that the other end does not fill it in crumbs
    /// (RFC 9293, section 3.8.6.2.2).
    /// </summary>
    public int AnnounceWindow()
    {
        if (OpensWindow) _announcedEdge = Edge;
        return (int)Math.Max(_announcedEdge - Next, 0);
    }

    /// <summary>Whether the window can open by so much that the other end should hear of it.</summary>
    public bool OpensWindow => Edge - _announcedEdge >= Math.Min(settings.MaximumSegmentSize, settings.Window / 2);

    /// <summary>The SYN of the other end has come.</summary>
    public void Synchronize(long initialSequenceNumber) => Next = _announcedEdge = initialSequenceNumber + 1;

    /// <summary>Whether a segment has anything to do with the window (RFC 9293, section 3.10.7.4).</summary>
    public bool Accepts(Segment segment)
    {
        var end = segment.SequenceNumber + segment.Length;
        return segment.Length == 0
            ? segment.SequenceNumber >= Next && segment.SequenceNumber <= Edge
            : end > Next && segment.SequenceNumber <= Edge;
    }

    /// <summary>Takes what is new of an acceptable segment's bytes and FIN.</summary>
    public void Take(Segment segment)
    {
        if (segment.Has(SegmentControl.Finish)) _finish ??= segment.SequenceNumber + segment.Payload.Length;
        if (settings.TakesAnyOrder)
        {
            Next += _bytes.Write(segment.Payload);
        }
        else if (segment.SequenceNumber <= Next)
        {
            Append(segment.SequenceNumber, segment.Payload);
            AppendHeld();
        }
        else
        {
            Hold(segment.SequenceNumber, segment.Payload);
        }

        if (Next == _finish) Next++;
    }

    /// <summary>The application reads up to so many bytes.</summary>
    public byte[] Read(int most)
    {
        var read = _bytes.Copy(0, Math.Min(most, _bytes.Count));
        _bytes.Drop(read.Length);
        return read;
    }

    /// <summary>Appends what is new of bytes that do not leave a gap, as far as there is room.</summary>
    private void Append(long sequence, byte[] bytes)
    {
        var known = Next - sequence;
        if (known < bytes.Length) Next += _bytes.Write(bytes.AsSpan((int)known));
    }

    private void AppendHeld()
    {
        while (_outOfOrder.Count > 0)
        {
            var (sequence, bytes) = _outOfOrder.First();
            if (sequence > Next) return;
            _outOfOrder.Remove(sequence);
            _held -= bytes.Length;
            Append(sequence, bytes);
        }
    }

    /// <summary>Keeps bytes that came too early, unless they reach beyond the window or what is held would be more than it.</summary>
    private void Hold(long sequence, byte[] bytes)
    {
        if (bytes.Length == 0 || sequence + bytes.Length > Edge || _held + bytes.Length > settings.Window) return;
        if (_outOfOrder.TryGetValue(sequence, out var held))
        {
            if (held.Length >= bytes.Length) return;
            _held -= held.Length;
        }

        _outOfOrder[sequence] = bytes;
        _held += bytes.Length;
    }
}
