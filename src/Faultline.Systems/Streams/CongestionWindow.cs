namespace Faultline.Systems.Streams;

/// <summary>How much may be under way without the network choking: slow start, congestion avoidance, fast recovery.</summary>
/// <remarks>RFC 5681, with the partial acknowledgments of NewReno (RFC 6582). All amounts are bytes.</remarks>
/// <param name="maximumSegmentSize">SMSS.</param>
/// <param name="most">It grows no further than this: more than the receive window is never used.</param>
internal sealed class CongestionWindow(int maximumSegmentSize, int most)
{
    private long _acknowledged;

    /// <summary>cwnd. The initial window is that of RFC 5681, section 3.1: two to four segments.</summary>
    public long Size { get; private set; } = maximumSegmentSize * (maximumSegmentSize > 2190 ? 2L : maximumSegmentSize > 1095 ? 3L : 4L);

    /// <summary>ssthresh: up to here the window grows by slow start.</summary>
    public long SlowStartThreshold { get; private set; } = long.MaxValue;

    /// <summary>New data was acknowledged, outside recovery.</summary>
    public void Acknowledged(long bytes)
    {
        if (Size < SlowStartThreshold)
        {
            Size = Math.Min(Size + Math.Min(bytes, maximumSegmentSize), most);
            return;
        }

        // Congestion avoidance: one segment more for each window that was acknowledged (equation 3, with counted bytes).
        _acknowledged += bytes;
        if (_acknowledged < Size) return;
        _acknowledged -= Size;
        Size = Math.Min(Size + maximumSegmentSize, most);
    }

    /// <summary>Three duplicate acknowledgments: a segment is lost, and three have left the network (section 3.2).</summary>
    public void EnterRecovery(long flightSize)
    {
        Reduce(flightSize);
        Size = SlowStartThreshold + (3L * maximumSegmentSize);
    }

    /// <summary>In recovery each further duplicate acknowledgment says that one more segment has left the network.</summary>
    public void Inflate() => Size += maximumSegmentSize;

    /// <summary>In recovery some but not all of what was under way was acknowledged (RFC 6582, section 3.2, step 3).</summary>
    public void PartiallyAcknowledged(long bytes) =>
        Size = Math.Max(Size - bytes + (bytes >= maximumSegmentSize ? maximumSegmentSize : 0), maximumSegmentSize);

    /// <summary>All that was under way when recovery began is acknowledged.</summary>
    public void LeaveRecovery() => Size = SlowStartThreshold;

    /// <summary>The retransmission timeout passed: begin again with one segment (section 3.1).</summary>
    /// <param name="flightSize">How much was under way.</param>
    /// <param name="again">Whether the same segment has timed out before; the threshold is then left as it is.</param>
    public void TimedOut(long flightSize, bool again)
    {
        if (!again) Reduce(flightSize);
        Size = maximumSegmentSize;
    }

    private void Reduce(long flightSize)
    {
        SlowStartThreshold = Math.Max(flightSize / 2, 2L * maximumSegmentSize);
        _acknowledged = 0;
    }
}
