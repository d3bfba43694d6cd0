using Faultline.Model.Nodes;

namespace Faultline.Systems.Streams;

/// <summary>The states of a connection (RFC 9293, section 3.3.2). A listening port is no connection here.</summary>
internal enum ConnectionState
{
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
    Closed,
}

/// <summary>The two ends of a connection, as one of them sees it.</summary>
/// <param name="Peer">The other host.</param>
/// <param name="LocalPort">This end's port.</param>
/// <param name="PeerPort">The other end's port.</param>
internal readonly record struct ConnectionKey(NodeId Peer, int LocalPort, int PeerPort);

/// <summary>One end of a stream in both directions: the states between opening and closing, and what each segment does to them.</summary>
/// <remarks>
/// It takes segments and the time, and records segments and timers: no clock, no socket, no thread. After anything that changed it,
/// <see cref="Flush"/> sends what can be sent.
/// </remarks>
/// <param name="settings">The settings.</param>
/// <param name="key">The two ends.</param>
/// <param name="number">Tells the connections of a host apart; the id of its timers.</param>
/// <param name="initialSequenceNumber">ISS: random, so that segments of earlier connections between the same ends do not fit.</param>
internal sealed class Connection(StreamSettings settings, ConnectionKey key, long number, long initialSequenceNumber)
{
    /// <summary>MSL: how long a segment may be under way.</summary>
    public static readonly TimeSpan MaximumSegmentLifetime = TimeSpan.FromMilliseconds(500);

    public static readonly TimerKind Retransmission = new("retransmission");
    public static readonly TimerKind User = new("user timeout");
    public static readonly TimerKind TimeWaited = new("time-wait");

    private readonly Sender _sender = new(settings, initialSequenceNumber);
    private readonly Receiver _receiver = new(settings);
    private long _lastHeard;
    private bool _owesAcknowledgment;
    private bool _timerIsSet;
    private bool _timerStartsAgain;

    public ConnectionKey Key => key;

    public long Number => number;

    public ConnectionState State { get; private set; }

    /// <summary>Why the connection was lost; null where it was not.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many bytes the application can read.</summary>
    public int Available => _receiver.Available;

    /// <summary>Whether the other end has sent its last byte and all have come.</summary>
    public bool PeerFinished => _receiver.Finished;

    /// <summary>How many more bytes the application may write.</summary>
    public int Room => _sender.Room;

    /// <summary>Whether the end of what the application wrote was ever sent.</summary>
    public bool FinishSent => _sender.FinishSent;

    private bool IsSynchronized => State is not (ConnectionState.SynSent or ConnectionState.SynReceived or ConnectionState.Closed);

    /// <summary>Opens it from here.</summary>
    public void Open(NodeContext context) => Begin(context, ConnectionState.SynSent);

    /// <summary>Opens it from there: the SYN has come.</summary>
    public void Accept(NodeContext context, Segment synchronize)
    {
        _receiver.Synchronize(synchronize.SequenceNumber);
        Begin(context, ConnectionState.SynReceived);
    }

    public int Write(ReadOnlySpan<byte> bytes) => _sender.Write(bytes);

    public byte[] Read(int most) => _receiver.Read(most);

    /// <summary>The application has written everything; it may go on reading.</summary>
    public void Close()
    {
        _sender.Close();
        State = State switch
        {
            ConnectionState.Established => ConnectionState.FinWait1,
            ConnectionState.CloseWait => ConnectionState.LastAck,
            _ => State,
        };
    }

    public void OnSegment(NodeContext context, Segment segment)
    {
        if (State == ConnectionState.SynSent) OnAnswerToSynchronize(context, segment);
        else if (State != ConnectionState.SynReceived || CompletesHandshake(context, segment)) OnSynchronized(context, segment);
    }

    public void OnTimer(NodeContext context, TimerKind kind)
    {
        if (kind == TimeWaited)
        {
            State = ConnectionState.Closed;
        }
        else if (kind == Retransmission)
        {
            _timerIsSet = false;
            _sender.TimedOut(context.Clock.GetTimestamp(), out var probe);
            if (probe) Send(context, _sender.Unacknowledged, SegmentControl.None, _sender.Probe());
        }
        else
        {
            var left = settings.UserTimeout - context.Clock.GetElapsedTime(_lastHeard);
            if (left > TimeSpan.Zero)
            {
                context.SetTimer(User, left, number);
                return;
            }

            Send(context, _sender.Next, SegmentControl.Reset, []);
            Lose("the other end was silent");
        }
    }

    /// <summary>Sends what can be sent, acknowledges what has to be, and sets the timer.</summary>
    public void Flush(NodeContext context)
    {
        if (State == ConnectionState.Closed)
        {
            context.CancelTimer(Retransmission, number);
            context.CancelTimer(User, number);
            return;
        }

        var now = context.Clock.GetTimestamp();
        while (_sender.TryTake(now, out var sequence, out var payload, out var control)) Send(context, sequence, control, payload);
        if (IsSynchronized && (_owesAcknowledgment || _receiver.OpensWindow)) Send(context, _sender.Next, SegmentControl.None, []);
        if (_sender.Waits && (!_timerIsSet || _timerStartsAgain)) context.SetTimer(Retransmission, _sender.Timeout, number);
        else if (!_sender.Waits && _timerIsSet) context.CancelTimer(Retransmission, number);
        _timerIsSet = _sender.Waits;
        _timerStartsAgain = false;
    }

    private void Begin(NodeContext context, ConnectionState state)
    {
        State = state;
        _lastHeard = context.Clock.GetTimestamp();
        context.SetTimer(User, settings.UserTimeout, number);
    }

    /// <summary>SYN-SENT (RFC 9293, section 3.10.7.3). Both ends opening at once is not supported: only one of them listens.</summary>
    private void OnAnswerToSynchronize(NodeContext context, Segment segment)
    {
        if (!segment.Has(SegmentControl.Acknowledge)) return;
        if (segment.AcknowledgmentNumber != initialSequenceNumber + 1)
        {
            // An earlier connection between these ends still lives over there: end it, then the next SYN gets through.
            if (!segment.Has(SegmentControl.Reset)) context.Send(key.Peer, Refusal(segment));
        }
        else if (segment.Has(SegmentControl.Reset))
        {
            Lose("the connection was refused");
        }
        else if (segment.Has(SegmentControl.Synchronize))
        {
            _receiver.Synchronize(segment.SequenceNumber);
            Hear(context, segment);
            State = ConnectionState.Established;
            if (_sender.Closed) State = ConnectionState.FinWait1;
            _owesAcknowledgment = true;
        }
    }

    /// <summary>SYN-RECEIVED: whether the segment acknowledges our SYN, so that both ends agree on the sequence numbers.</summary>
    private bool CompletesHandshake(NodeContext context, Segment segment)
    {
        if (segment.Has(SegmentControl.Reset))
        {
            if (segment.SequenceNumber == _receiver.Next) Lose("the connection was reset");
            return false;
        }

        if (segment.Has(SegmentControl.Synchronize) || !segment.Has(SegmentControl.Acknowledge)) return false;
        if (segment.AcknowledgmentNumber != initialSequenceNumber + 1)
        {
            context.Send(key.Peer, Refusal(segment));
            return false;
        }

        if (!_receiver.Accepts(segment)) return false;
        State = ConnectionState.Established;
        return true;
    }

    /// <summary>RFC 9293, section 3.10.7.4, with the checks of RFC 5961 against segments of other connections.</summary>
    private void OnSynchronized(NodeContext context, Segment segment)
    {
        if (!_receiver.Accepts(segment))
        {
            // A bare acknowledgment gets no answer: two ends that disagree would answer each other for ever.
            _owesAcknowledgment |= !segment.Has(SegmentControl.Reset) && segment.Length > 0;
        }
        else if (segment.Has(SegmentControl.Reset))
        {
            // Only the very number that is expected resets; another may be a guess or an old one, and is challenged.
            if (segment.SequenceNumber == _receiver.Next) Lose("the connection was reset");
            else _owesAcknowledgment = true;
        }
        else if (segment.Has(SegmentControl.Synchronize))
        {
            _owesAcknowledgment = true;
        }
        else if (segment.Has(SegmentControl.Acknowledge))
        {
            if (segment.AcknowledgmentNumber > _sender.Highest || segment.AcknowledgmentNumber < _sender.Unacknowledged - settings.Window)
                _owesAcknowledgment |= segment.Length > 0;
            else
                OnAcceptable(context, segment);
        }
    }

    private void OnAcceptable(NodeContext context, Segment segment)
    {
        Hear(context, segment);
        if (_sender.FinishAcknowledged)
        {
            State = State switch
            {
                ConnectionState.FinWait1 => ConnectionState.FinWait2,
                ConnectionState.Closing => WaitForOldSegments(context),
                ConnectionState.LastAck => ConnectionState.Closed,
                _ => State,
            };
        }

        if (segment.Length == 0) return;
        _owesAcknowledgment = true;
        if (State is not (ConnectionState.Established or ConnectionState.FinWait1 or ConnectionState.FinWait2)) return;
        _receiver.Take(segment);
        if (!_receiver.Finished) return;
        State = State switch
        {
            ConnectionState.Established => ConnectionState.CloseWait,
            ConnectionState.FinWait1 => ConnectionState.Closing,
            _ => WaitForOldSegments(context),
        };
    }

    private void Hear(NodeContext context, Segment segment)
    {
        var now = context.Clock.GetTimestamp();
        _lastHeard = now;

        // RFC 6298, section 5.3: whatever is acknowledged starts the timer again.
        _timerStartsAgain |= _sender.OnAcknowledgment(segment, now);
    }

    private ConnectionState WaitForOldSegments(NodeContext context)
    {
        context.CancelTimer(User, number);
        context.SetTimer(TimeWaited, 2 * MaximumSegmentLifetime, number);
        return ConnectionState.TimeWait;
    }

    private void Lose(string reason)
    {
        State = ConnectionState.Closed;
        Failure = reason;
    }

    private void Send(NodeContext context, long sequence, SegmentControl control, byte[] payload)
    {
        if (State != ConnectionState.SynSent)
        {
            control |= SegmentControl.Acknowledge;
            _owesAcknowledgment = false;
        }

        context.Send(key.Peer, new Segment(
            key.LocalPort, key.PeerPort, sequence, _receiver.Next, control, _receiver.AnnounceWindow(), payload));
    }

    /// <summary>The reset that answers a segment of no connection here (RFC 9293, section 3.10.7.1).</summary>
    public static Segment Refusal(Segment segment) => segment.Has(SegmentControl.Acknowledge)
        ? new Segment(segment.DestinationPort, segment.SourcePort, segment.AcknowledgmentNumber, 0, SegmentControl.Reset, 0, [])
        : new Segment(segment.DestinationPort, segment.SourcePort, 0, segment.SequenceNumber + segment.Length,
            SegmentControl.Reset | SegmentControl.Acknowledge, 0, []);
}
