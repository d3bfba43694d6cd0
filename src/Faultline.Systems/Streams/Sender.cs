using Faultline.Model.Invariants;

namespace Faultline.Systems.Streams;

/// <summary>The sending half of a connection: what is unacknowledged, what may be sent now, and what must be sent again.</summary>
/// <remarks>
/// <para>
/// The sequence space is SYN, bytes, FIN. Guarantees: 1. SND.UNA is at most SND.NXT, and that is at most SND.MAX. 2. Everything from
/// SND.UNA on is kept until it is acknowledged. 3. No new byte is sent beyond the receiver's window, but for a probe of a closed one.
/// </para>
/// <para>After a timeout everything unacknowledged counts as lost and is sent again as the windows allow (go-back-N).</para>
/// </remarks>
internal sealed class Sender
{
    /// <summary>RFC 5681, section 3.2: this many duplicate acknowledgments mean a loss and not a detour.</summary>
    private const int DuplicateThreshold = 3;

    private readonly StreamSettings _settings;
    private readonly long _initial;
    private readonly ByteQueue _bytes;
    private readonly CongestionWindow _congestion;
    private readonly RoundTripEstimator _roundTrip;

    /// <summary>The sequence number of the first byte in <see cref="_bytes"/>.</summary>
    private long _first;

    // One beyond the last sequence number that the receiver has room for, and SND.WL1 and SND.WL2: where that was said.
    private long _windowEdge;
    private long _windowSequence = -1;
    private long _windowAcknowledgment = -1;

    private int _duplicates;
    private int _timeouts;
    private bool _inRecovery;
    private long _recover;
    private bool _lostFirst;
    private (long UpTo, long Since)? _timed;

    public Sender(StreamSettings settings, long initialSequenceNumber)
    {
        _settings = settings;
        _initial = Unacknowledged = Next = Highest = _windowEdge = _recover = initialSequenceNumber;
        _first = initialSequenceNumber + 1;
        _bytes = new ByteQueue(settings.Window);
        _congestion = new CongestionWindow(settings.MaximumSegmentSize, settings.Window);
        _roundTrip = new RoundTripEstimator(settings);
    }

    /// <summary>SND.UNA: the oldest unacknowledged sequence number.</summary>
    public long Unacknowledged { get; private set; }

    /// <summary>SND.NXT: the next sequence number to send.</summary>
    public long Next { get; private set; }

    /// <summary>SND.MAX: one beyond the highest sequence number ever sent.</summary>
    public long Highest { get; private set; }

    /// <summary>SND.WND: what the receiver has room for, from SND.UNA on.</summary>
    public long Window => Math.Max(_windowEdge - Unacknowledged, 0);

    /// <summary>Whether the application has written everything.</summary>
    public bool Closed { get; private set; }

    /// <summary>How many more bytes the application may write.</summary>
    public int Room => Closed ? 0 : _bytes.Room;

    /// <summary>RTO.</summary>
    public TimeSpan Timeout => _roundTrip.Timeout;

    public bool SynchronizeAcknowledged => Unacknowledged > _initial;

    /// <summary>Whether the FIN was ever sent: only then can the other end have seen the end.</summary>
    public bool FinishSent => Closed && Highest > End;

    public bool FinishAcknowledged => Closed && Unacknowledged > End;

    /// <summary>Whether a timeout has to be set: something is under way, or a closed window has to be probed.</summary>
    public bool Waits => Unacknowledged < Highest || (SynchronizeAcknowledged && HasUnsent);

    /// <summary>One beyond the last byte that was written: the place of the FIN.</summary>
    private long End => _first + _bytes.Count;

    private bool HasUnsent => Next < End || (Closed && Next == End);

    /// <summary>The application writes; returns how many of the bytes were taken.</summary>
    public int Write(ReadOnlySpan<byte> bytes) => Closed ? 0 : _bytes.Write(bytes);

    /// <summary>The application has written everything.</summary>
    public void Close() => Closed = true;

    /// <summary>The next segment that may be sent now.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(long now, out long sequence, out byte[] payload, out SegmentControl control)
    {
        (sequence, payload, control) = (Next, [], SegmentControl.None);
        if (Next == _initial)
        {
            control = SegmentControl.Synchronize;
            Sent(now, sequence, sequence + 1);
            return true;
        }

        if (!SynchronizeAcknowledged) return false;
        if (_lostFirst)
        {
            _lostFirst = false;
            sequence = Unacknowledged;
            Fill(sequence, (int)Math.Min(_settings.MaximumSegmentSize, End - sequence), out payload, out control);
            Sent(now, sequence, sequence + payload.Length + (control == SegmentControl.Finish ? 1 : 0));
            return true;
        }

        if (!HasUnsent) return false;
        var usable = Math.Min(Window, _settings.HasCongestionControl ? _congestion.Size : _settings.Window) - (Next - Unacknowledged);
        var length = (int)Math.Clamp(Math.Min(_settings.MaximumSegmentSize, End - Next), 0, Math.Max(usable, 0));
        if (length == 0 && Next < End) return false;

        // Nagle, and no silly window (RFC 9293, 3.7.4 and 3.8.6.2.1): while something is under way, a short segment only at the end.
        var isShort = length < _settings.MaximumSegmentSize && !(Closed && Next + length == End);
        if (isShort && Next > Unacknowledged) return false;
        Fill(sequence, length, out payload, out control);
        Sent(now, sequence, sequence + length + (control == SegmentControl.Finish ? 1 : 0));
        return true;
    }

    /// <summary>The timeout passed: all that is unacknowledged counts as lost.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="probe">Whether one byte has to be sent although the receiver's window is closed (RFC 9293, 3.8.6.1).</param>
    public void TimedOut(long now, out bool probe)
    {
        _roundTrip.BackOff();
        _timed = null;
        probe = SynchronizeAcknowledged && Window == 0 && Unacknowledged < End;
        if (!probe) _congestion.TimedOut(Next - Unacknowledged, _timeouts++ > 0);

        // RFC 6582, section 3.2, step 4: what is acknowledged twice because it was sent twice is no sign of a loss.
        _recover = Highest;
        _inRecovery = _lostFirst = false;
        _duplicates = 0;
        Next = Unacknowledged;
        if (probe) Sent(now, Next, Next + 1);
    }

    /// <summary>The byte that probes a closed window.</summary>
    public byte[] Probe() => _bytes.Copy((int)(Unacknowledged - _first), 1);

    /// <summary>An acknowledgment that is not beyond SND.MAX has come.</summary>
    /// <returns>Whether it acknowledged something new.</returns>
    public bool OnAcknowledgment(Segment segment, long now)
    {
        var acknowledgment = segment.AcknowledgmentNumber;
        var windowChanged = UpdateWindow(segment);
        if (acknowledgment > Unacknowledged)
        {
            Advance(acknowledgment, now);
            return true;
        }

        // RFC 5681, section 2, says what a duplicate acknowledgment is.
        if (acknowledgment == Unacknowledged && Unacknowledged < Highest && segment.Length == 0 && !windowChanged) OnDuplicate();
        return false;
    }

    private void Advance(long acknowledgment, long now)
    {
        Invariant.Holds(acknowledgment <= Highest, $"acknowledgment {acknowledgment} is beyond {Highest}, the highest sent");
        var bytes = acknowledgment - Unacknowledged;
        var forSynchronizeAlone = acknowledgment == _initial + 1;
        var first = Math.Clamp(acknowledgment, _first, End);
        _bytes.Drop((int)(first - _first));
        _first = first;
        Unacknowledged = acknowledgment;
        Next = Math.Max(Next, acknowledgment);
        _duplicates = 0;
        _timeouts = 0;
        if (_timed is { } timed && acknowledgment >= timed.UpTo)
        {
            _roundTrip.Measured(new TimeSpan(now - timed.Since));
            _timed = null;
        }

        if (!_inRecovery)
        {
            if (!forSynchronizeAlone) _congestion.Acknowledged(bytes);
        }
        else if (acknowledgment >= _recover)
        {
            _inRecovery = false;
            _congestion.LeaveRecovery();
        }
        else
        {
            _congestion.PartiallyAcknowledged(bytes);
            _lostFirst = true;
        }
    }

    private void OnDuplicate()
    {
        if (!_settings.HasCongestionControl) return;
        _duplicates++;
        if (_inRecovery)
        {
            _congestion.Inflate();
        }
        else if (_duplicates == DuplicateThreshold && Unacknowledged > _recover)
        {
            _inRecovery = _lostFirst = true;
            _recover = Highest;
            _congestion.EnterRecovery(Next - Unacknowledged);
        }
    }

    /// <summary>Takes the window from the newest segment only (RFC 9293, section 3.10.7.4). Returns whether it changed.</summary>
    private bool UpdateWindow(Segment segment)
    {
        var (sequence, acknowledgment) = (segment.SequenceNumber, segment.AcknowledgmentNumber);
        if (acknowledgment < Unacknowledged || sequence < _windowSequence) return false;
        if (sequence == _windowSequence && acknowledgment < _windowAcknowledgment) return false;
        var (edge, wasClosed) = (_windowEdge, Window == 0);
        (_windowEdge, _windowSequence, _windowAcknowledgment) = (acknowledgment + segment.Window, sequence, acknowledgment);

        // The window has opened: what probed it was refused, and goes again with the rest.
        if (wasClosed && SynchronizeAcknowledged && Window > 0) Next = Unacknowledged;
        return edge != _windowEdge;
    }

    private void Fill(long sequence, int length, out byte[] payload, out SegmentControl control)
    {
        payload = _bytes.Copy((int)(sequence - _first), length);
        control = Closed && sequence + length == End ? SegmentControl.Finish : SegmentControl.None;
    }

    private void Sent(long now, long sequence, long next)
    {
        // Karn's algorithm: what was sent twice is not timed, nor is what was under way with it.
        if (sequence < Highest) _timed = null;
        else _timed ??= (next, now);
        Next = Math.Max(Next, next);
        Highest = Math.Max(Highest, Next);
    }
}
