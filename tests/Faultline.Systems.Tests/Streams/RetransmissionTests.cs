using Faultline.Model.Randomness;
using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

public sealed class RetransmissionTests
{
    private readonly StreamPair _pair = new();

    [Fact]
    public void A_lost_segment_that_none_follows_is_sent_again_when_the_timeout_passes()
    {
        _pair.Begin();
        var sentAt = _pair.Client.Now;

        _pair.Ring().Exchange();

        _pair.Arrived();
        Assert.True(_pair.Client.Now - sentAt >= TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void The_third_duplicate_acknowledgment_sends_the_lost_segment_again_at_once()
    {
        var sent = _pair.Begin();
        Assert.Equal(4, sent.Count);
        _pair.ToServer(sent[1..]);
        var duplicates = _pair.FromServer();
        Assert.Equal(3, duplicates.Count);
        Assert.All(duplicates, duplicate => Assert.Equal(sent[0].SequenceNumber, duplicate.AcknowledgmentNumber));

        _pair.ToClient(duplicates[..2]);
        Assert.Empty(_pair.FromClient());
        _pair.ToClient(duplicates[2..]);

        var again = _pair.FromClient();
        Assert.Equal((sent[0].SequenceNumber, sent[0].Payload.Length), (again[0].SequenceNumber, again[0].Payload.Length));
        _pair.ToServer(again);
        _pair.Exchange();
        _pair.Arrived();
    }

    [Fact]
    public void Without_congestion_control_only_the_timeout_sends_again_and_it_sends_the_whole_window()
    {
        var pair = new StreamPair(("congestion-control", "off"), ("rto", "100"));
        var sent = pair.Begin();
        Assert.Equal(6, sent.Count);
        pair.ToServer(sent[1..5]);
        pair.ToClient(pair.FromServer());
        Assert.Empty(pair.FromClient());

        pair.Ring();

        Assert.Equal(sent.Select(static segment => segment.SequenceNumber), pair.FromClient().Select(static s => s.SequenceNumber));
        pair.Ring();
        Assert.Equal((6, 200), (pair.FromClient().Count, pair.Client.Now.TotalMilliseconds));
        pair.Ring().Exchange();
        pair.Arrived();
    }

    [Theory]
    [InlineData("on", 10)]
    [InlineData("on", 50)]
    [InlineData("off", 10)]
    [InlineData("off", 50)]
    public void Any_pattern_of_losses_is_made_up(string congestionControl, int percent)
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var random = new Prng(seed);
            var pair = new StreamPair(("congestion-control", congestionControl), ("user-timeout", "3600000"));
            pair.Ask(bytes: 50_000).Exchange(IsLost);
            while (pair.Client.Completed.Count == 0) pair.Ring().Exchange(IsLost);

            pair.Arrived(bytes: 50_000);

            bool IsLost(Segment segment) => random.Happens(Chance.Percent(percent));
        }
    }

    [Fact]
    public void Segments_in_any_order_are_read_in_theirs()
    {
        var sent = _pair.Begin();
        sent.Reverse();
        _pair.ToServer(sent);

        _pair.Exchange();

        _pair.Arrived();
    }

    [Fact]
    public void With_the_planted_mistake_they_are_not()
    {
        var pair = new StreamPair(("mistake", "any-order"));
        var sent = pair.Begin();
        sent.Reverse();
        pair.ToServer(sent);
        pair.Exchange();

        Assert.ThrowsAny<Exception>(() => pair.Arrived());
    }

    [Fact]
    public void Segments_that_come_twice_are_read_once()
    {
        _pair.Ask();
        while (_pair.Client.Sent.Count + _pair.Server.Sent.Count > 0)
        {
            _pair.ToServer(_pair.FromClient().SelectMany(static segment => new[] { segment, segment }));
            _pair.ToClient(_pair.FromServer().SelectMany(static segment => new[] { segment, segment }));
        }

        _pair.Arrived();
    }

    [Fact]
    public void What_the_sender_has_under_way_follows_slow_start()
    {
        var counts = new List<int>();
        _pair.Ask(bytes: 30_000);
        while (_pair.Client.Sent.Count > 0)
        {
            var sent = _pair.FromClient();
            counts.Add(sent.Count(static segment => segment.Payload.Length > 0));
            _pair.ToServer(sent);
            _pair.ToClient(_pair.FromServer());
        }

        Assert.Equal([0, 4, 8, 16, 3, 0], counts);
        _pair.Arrived(bytes: 30_000);
    }

    [Fact]
    public void Small_pieces_wait_while_something_is_under_way()
    {
        // 999 bytes and a header of 8: with an MSS of 100 there are ten full segments and one short, which is the last.
        var pair = new StreamPair(("mss", "100"));
        var lengths = new List<int>();
        pair.Ask(bytes: 999).Exchange(segment =>
        {
            if (segment.Payload.Length > 0 && segment.DestinationPort == StreamEndpoint.ListeningPort) lengths.Add(segment.Payload.Length);
            return false;
        });

        Assert.Equal([.. Enumerable.Repeat(100, 10), 7], lengths);
    }
}
