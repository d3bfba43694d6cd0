using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class FlowControlTests
{
    /// <summary>The receiving application reads 10 bytes a millisecond, 100 at a time, and has room for 2,000.</summary>
    private readonly StreamPair _pair = new(("read-rate", "10"), ("window", "2000"));

    [Fact]
    public void A_sender_never_sends_more_than_the_receiver_has_room_for()
    {
        var edge = 0L;
        var (beyond, probes) = (0, 0);
        bool See(Segment segment)
        {
            if (segment.SourcePort == StreamEndpoint.ListeningPort)
                edge = Math.Max(edge, segment.AcknowledgmentNumber + segment.Window);
            else if (segment.SequenceNumber + segment.Payload.Length > edge && segment.Payload.Length == 1)
                probes++;
            else if (segment.Payload.Length > 0 && segment.SequenceNumber + segment.Payload.Length > edge)
                beyond++;
            return false;
        }

        _pair.Ask().Exchange(See);
        while (_pair.Client.Completed.Count == 0) _pair.Ring().Exchange(See);

        _pair.Arrived();
        Assert.Equal(0, beyond);
        Assert.True(_pair.Client.Now >= TimeSpan.FromMilliseconds(StreamPair.Size / 10));
        Assert.Equal(0, probes);
    }

    [Fact]
    public void A_closed_window_opens_by_a_segment_or_half_of_it_and_not_in_crumbs()
    {
        var (closed, edges) = (0, new SortedSet<long>());
        _pair.Ask().Exchange(Note);
        while (_pair.Client.Completed.Count == 0) _pair.Ring().Exchange(Note);

        Assert.True(closed > 0);
        Assert.True(edges.Count > 3);
        Assert.All(edges.Zip(edges.Skip(1)), static pair => Assert.True(pair.Second - pair.First >= 1_000));

        bool Note(Segment segment)
        {
            if (segment.SourcePort != StreamEndpoint.ListeningPort) return false;
            if (segment.Window == 0) closed++;
            edges.Add(segment.AcknowledgmentNumber + segment.Window);
            return false;
        }
    }

    [Fact]
    public void A_lost_window_update_is_made_up_by_a_probe()
    {
        var (probes, lost) = (0, 0);
        bool Lose(Segment segment)
        {
            if (segment.Payload.Length == 1) probes++;
            var isUpdate = probes == 0 && segment.SourcePort == StreamEndpoint.ListeningPort && segment.Window > 0 && segment.Payload.Length == 0
                && !segment.Has(SegmentControl.Synchronize | SegmentControl.Finish);
            if (isUpdate) lost++;
            return isUpdate;
        }

        _pair.Ask().Exchange(Lose);
        while (_pair.Client.Completed.Count == 0) _pair.Ring().Exchange(Lose);

        _pair.Arrived();
        Assert.True(lost > 0);
        Assert.True(probes > 0);
    }

    [Fact]
    public void A_probe_of_a_window_that_stays_closed_backs_off_and_is_refused()
    {
        // The application never reads: the clock of the receiver stands still.
        _pair.Ask().Exchange();
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            _pair.Client.RingNext();
            var probe = Assert.Single(_pair.FromClient());
            Assert.Single(probe.Payload);
            times.Add(_pair.Client.Now.TotalMilliseconds);
            _pair.ToServer(probe);
            Assert.Equal((probe.SequenceNumber, 0), Assert.Single(_pair.FromServer()) is var answer ? (answer.AcknowledgmentNumber, answer.Window) : default);
        }

        Assert.Equal([200, 600, 1400], times);
    }
}
