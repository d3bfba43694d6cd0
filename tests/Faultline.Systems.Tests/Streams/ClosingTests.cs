using Faultline.Model.Operations;
using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class ClosingTests
{
    private readonly StreamPair _pair = new();

    [Fact]
    public void Both_ends_finish_and_the_one_that_was_first_waits_for_old_segments()
    {
        _pair.Ask().Exchange();

        _pair.Arrived();
        Assert.Empty(_pair.Server.Timers);
        var (key, at) = Assert.Single(_pair.Client.Timers.Values);
        Assert.Equal((Connection.TimeWaited, TimeSpan.FromSeconds(1)), (key.Kind, at));
    }

    [Fact]
    public void A_lost_last_acknowledgment_is_given_again_in_time_wait()
    {
        Segment? last = null;
        _pair.Ask().Exchange(segment => IsLastAcknowledgment(segment));
        Assert.NotNull(last);
        Assert.NotEmpty(_pair.Server.Timers);

        _pair.Ring().Exchange();

        Assert.Empty(_pair.Server.Timers);
        _pair.Arrived();

        bool IsLastAcknowledgment(Segment segment)
        {
            if (segment.DestinationPort != StreamEndpoint.ListeningPort || segment.Length > 0 || _pair.Server.Said.Count == 0) return false;
            last = segment;
            return true;
        }
    }

    [Fact]
    public void A_receiver_that_was_restarted_resets_and_a_transfer_whose_end_was_never_sent_has_failed()
    {
        _pair.Ask(bytes: 50_000);
        _pair.ToServer(_pair.FromClient());
        _pair.ToClient(_pair.FromServer());
        var data = _pair.FromClient();
        _pair.RestartServer();

        _pair.ToServer(data[0]);
        var reset = Assert.Single(_pair.FromServer());
        _pair.ToClient(reset);

        Assert.Equal(SegmentControl.Reset, reset.Control);
        Assert.Equal([(1L, OperationOutcome.Fail, "the connection was reset")], _pair.Client.Completed);
    }

    [Fact]
    public void A_transfer_that_is_reset_after_its_end_was_sent_has_an_unknown_outcome()
    {
        var data = _pair.Begin();
        _pair.ToServer(data);
        _pair.ToClient(_pair.FromServer());
        var rest = _pair.FromClient();
        Assert.True(rest[^1].Has(SegmentControl.Finish));
        _pair.RestartServer();

        _pair.ToServer(rest[^1]);
        _pair.Exchange();

        Assert.Equal([(1L, OperationOutcome.Info, "the connection was reset")], _pair.Client.Completed);
    }

    [Fact]
    public void A_sender_that_was_restarted_gets_through_on_the_same_port()
    {
        var data = _pair.Begin();
        _pair.ToServer(data);
        _pair.FromServer();
        _pair.RestartClient();

        // Its SYN meets the connection of its earlier life, which is challenged, reset and gone; the next SYN opens a new one.
        _pair.Ask(2);
        var synchronize = Assert.Single(_pair.FromClient());
        Assert.Equal(data[0].SourcePort, synchronize.SourcePort);
        var fresh = synchronize with { SequenceNumber = synchronize.SequenceNumber ^ (1L << 40) };
        _pair.ToServer(fresh);
        var challenge = Assert.Single(_pair.FromServer());
        _pair.ToClient(challenge);
        var reset = Assert.Single(_pair.FromClient());
        _pair.ToServer(reset);

        Assert.Equal(SegmentControl.Acknowledge, challenge.Control);
        Assert.Equal(SegmentControl.Reset, reset.Control);
        Assert.Empty(_pair.Server.Timers);
        _pair.Ring().Exchange();
        _pair.Arrived(2);
    }

    [Fact]
    public void A_segment_of_an_earlier_connection_between_the_same_ports_is_refused()
    {
        var old = _pair.Begin();
        _pair.ToServer(old);
        _pair.Exchange();
        _pair.RestartClient();
        _pair.RestartServer();

        // The same seed gives the same port and number again; another number stands for another draw.
        var shift = 1L << 40;
        _pair.ToServer(Shifted(_pair.Ask(2).FromClient()));
        _pair.ToClient(_pair.FromServer().Select(segment => segment with { AcknowledgmentNumber = segment.AcknowledgmentNumber - shift }));
        foreach (var segment in Shifted(_pair.FromClient()))
        {
            _pair.ToServer(old);
            _pair.ToServer(segment);
        }

        while (_pair.Client.Sent.Count + _pair.Server.Sent.Count > 0)
        {
            _pair.ToClient(_pair.FromServer().Select(segment => segment with { AcknowledgmentNumber = segment.AcknowledgmentNumber - shift }));
            _pair.ToServer(Shifted(_pair.FromClient()));
        }

        _pair.Arrived(2);

        IEnumerable<Segment> Shifted(IEnumerable<Segment> segments) =>
            segments.Select(segment => segment with { SequenceNumber = segment.SequenceNumber + shift });
    }

    [Fact]
    public void A_reset_with_another_number_than_the_expected_one_is_challenged()
    {
        var data = _pair.Begin();
        _pair.ToServer(data[0]);
        var expected = Assert.Single(_pair.FromServer()).AcknowledgmentNumber;

        _pair.ToServer(data[0] with { SequenceNumber = expected + 5, Control = SegmentControl.Reset, Payload = [] });
        Assert.Equal((SegmentControl.Acknowledge, expected), Assert.Single(_pair.FromServer()) is var answer ? (answer.Control, answer.AcknowledgmentNumber) : default);
        Assert.NotEmpty(_pair.Server.Timers);
        _pair.ToServer(data[0] with { SequenceNumber = expected, Control = SegmentControl.Reset, Payload = [] });

        Assert.Empty(_pair.Server.Timers);
    }

    [Fact]
    public void A_bare_acknowledgment_outside_the_window_gets_no_answer()
    {
        var data = _pair.Begin();
        _pair.ToServer(data[0]);
        _pair.FromServer();

        _pair.ToServer(data[0] with { SequenceNumber = data[0].SequenceNumber + 1_000_000, Payload = [] });
        _pair.ToServer(data[0] with { SequenceNumber = data[0].SequenceNumber + data[0].Length, AcknowledgmentNumber = data[0].AcknowledgmentNumber + 9, Payload = [] });

        Assert.Empty(_pair.FromServer());
    }

    [Fact]
    public void Silence_ends_a_connection_at_both_ends()
    {
        var data = _pair.Begin();
        _pair.ToServer(data[0]);
        _pair.FromServer();

        while (_pair.Client.Completed.Count == 0 || _pair.Server.Timers.Count > 0)
        {
            _pair.Ring();
            _pair.FromClient();
            _pair.FromServer();
        }

        Assert.Equal([(1L, OperationOutcome.Fail, "the other end was silent")], _pair.Client.Completed);
        Assert.Equal(TimeSpan.FromSeconds(10), _pair.Client.Now);
        Assert.Empty(_pair.Client.Timers);
    }

    [Fact]
    public void Damaged_segments_are_ignored()
    {
        var data = _pair.Begin();

        _pair.ToServer(
            data[0] with { SequenceNumber = -1 },
            data[0] with { SequenceNumber = long.MaxValue },
            data[0] with { AcknowledgmentNumber = long.MinValue },
            data[0] with { AcknowledgmentNumber = long.MaxValue },
            data[0] with { Window = -1 },
            data[0] with { Payload = null! });
        Assert.Empty(_pair.FromServer());
        _pair.ToServer(data);
        _pair.Exchange();

        _pair.Arrived();
    }
}
