using Faultline.Systems.Streams;

namespace Faultline.Systems.Tests.Streams;

/// <summary>RFC 5681 and RFC 6582, rule by rule; the segment size is 1,000 bytes.</summary>
public sealed class CongestionWindowTests
{
    private readonly CongestionWindow _window = new(1_000, 1_000_000);

    [Theory]
    [InlineData(536, 4)]
    [InlineData(1_095, 4)]
    [InlineData(1_096, 3)]
    [InlineData(2_190, 3)]
    [InlineData(2_191, 2)]
    public void The_initial_window_is_two_to_four_segments(int maximumSegmentSize, int segments) =>
        Assert.Equal(maximumSegmentSize * segments, new CongestionWindow(maximumSegmentSize, 1_000_000).Size);

    [Fact]
    public void In_slow_start_each_acknowledged_segment_lets_one_more_be_sent()
    {
        for (var i = 0; i < 4; i++) _window.Acknowledged(1_000);

        Assert.Equal(8_000, _window.Size);
    }

    [Fact]
    public void An_acknowledgment_of_much_counts_as_one_segment_in_slow_start()
    {
        _window.Acknowledged(50_000);

        Assert.Equal(5_000, _window.Size);
    }

    [Fact]
    public void Beyond_the_threshold_each_whole_window_adds_one_segment()
    {
        _window.TimedOut(20_000, again: false);
        for (var i = 0; i < 9; i++) _window.Acknowledged(1_000);
        Assert.Equal((10_000, 10_000), (_window.Size, _window.SlowStartThreshold));

        for (var i = 0; i < 9; i++) _window.Acknowledged(1_000);
        Assert.Equal(10_000, _window.Size);
        _window.Acknowledged(1_000);
        Assert.Equal(11_000, _window.Size);
    }

    [Fact]
    public void A_loss_halves_the_window_once_recovery_is_over()
    {
        _window.EnterRecovery(16_000);
        Assert.Equal(8_000 + 3_000, _window.Size);
        _window.Inflate();
        Assert.Equal(12_000, _window.Size);
        _window.PartiallyAcknowledged(5_000);
        Assert.Equal(12_000 - 5_000 + 1_000, _window.Size);

        _window.LeaveRecovery();

        Assert.Equal((8_000, 8_000), (_window.Size, _window.SlowStartThreshold));
    }

    [Fact]
    public void A_timeout_begins_again_with_one_segment_and_half_of_what_was_under_way_as_threshold()
    {
        _window.TimedOut(16_000, again: false);

        Assert.Equal((1_000, 8_000), (_window.Size, _window.SlowStartThreshold));
    }

    [Fact]
    public void A_second_timeout_of_the_same_segment_leaves_the_threshold()
    {
        _window.TimedOut(16_000, again: false);
        _window.TimedOut(1_000, again: true);

        Assert.Equal(8_000, _window.SlowStartThreshold);
    }

    [Fact]
    public void The_threshold_is_at_least_two_segments()
    {
        _window.TimedOut(1_000, again: false);

        Assert.Equal(2_000, _window.SlowStartThreshold);
    }

    [Fact]
    public void It_grows_no_further_than_the_receive_window()
    {
        var window = new CongestionWindow(1_000, 6_000);
        for (var i = 0; i < 10; i++) window.Acknowledged(1_000);

        Assert.Equal(6_000, window.Size);
    }
}
