using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;
using static Faultline.Simulation.Tests.Nodes.TestWorld;

namespace Faultline.Simulation.Tests.Networks;

/// <summary>
/// A link with a bandwidth is a queue with one server: with messages that come at random it must have the waiting times and losses that
/// queueing theory has closed forms for (Kleinrock, "Queueing Systems", 1975).
/// </summary>
public sealed class LinkQueueTests
{
    /// <summary>80 Mbit/s put one byte on the link in one tick.</summary>
    private static readonly Bandwidth ByteEachTick = new(80_000_000);

    private const long MeanService = 10_000;

    private static readonly QueueLimit Boundless = new(long.MaxValue);

    [Theory]
    [InlineData(0.5, 300_000)]
    [InlineData(0.8, 1_000_000)]
    [InlineData(0.9, 3_000_000)]
    public void A_link_with_random_arrivals_and_sizes_holds_as_many_messages_as_an_M_M_1_queue(double load, int messages)
    {
        var (inSystem, _, lost) = Run(load, messages, Boundless, Exponential(MeanService));

        Assert.Equal(0, lost);
        Near(load / (1 - load), inSystem, 0.02);
    }

    [Theory]
    [InlineData(0.8, 0.02349, 2_000_000)]
    [InlineData(0.9, 0.05081, 1_000_000)]
    [InlineData(1, 0.09091, 500_000)]
    [InlineData(1.2, 0.19259, 300_000)]
    [InlineData(2, 0.50024, 300_000)]
    public void A_link_with_room_for_ten_messages_loses_as_many_as_an_M_M_1_K_queue(double load, double expected, int messages)
    {
        var (_, _, lost) = Run(load, messages, new QueueLimit(10, CountsMessages: true), Exponential(MeanService));

        Near(expected, lost, 0.02);
    }

    [Fact]
    public void Messages_of_one_size_wait_half_as_long_as_those_of_random_sizes()
    {
        var (_, random, _) = Run(0.8, 1_000_000, Boundless, Exponential(MeanService));
        var (_, constant, _) = Run(0.8, 1_000_000, Boundless, static _ => MeanService);

        Near(0.8 / 0.2 * MeanService, random, 0.02);
        Near(0.8 / 0.2 * MeanService / 2, constant, 0.02);
    }

    [Fact]
    public void A_queue_of_bytes_takes_what_fits_and_drops_the_rest()
    {
        var link = Of(new QueueLimit(25_000));

        Assert.Equal([10_000, 20_000, -1, 25_000], Sizes(10_000, 10_000, 10_000, 5_000).Select(bytes => link.Carry(0, bytes).Delay));

        // After the first has left there is room for one like it, which waits for the two that are left.
        Assert.Equal(25_000, link.Carry(10_000, 10_000).Delay);
        Assert.Equal(LossReason.Congested, link.Carry(10_000, 10_000).Lost);

        static int[] Sizes(params int[] sizes) => sizes;
    }

    [Fact]
    public void Waiting_and_sending_come_before_the_latency()
    {
        var link = new Link(LatencyDistribution.Constant(Ms(3)), new Prng(1));
        link.Queues.Add(new LinkQueue(new Bandwidth(1_000_000), QueueLimit.Default));

        // 1,000 bytes take 8 ms at 1 Mbit/s.
        Assert.Equal(Ms(11).Ticks, link.Carry(0, 1_000).Delay);
        Assert.Equal(Ms(19).Ticks, link.Carry(0, 1_000).Delay);
        Assert.Equal(Ms(11).Ticks, link.Carry(Ms(16).Ticks, 1_000).Delay);
    }

    [Theory]
    [InlineData("64kbit/s", 64_000)]
    [InlineData("1.5Mbit/s", 1_500_000)]
    [InlineData("10Gbit/s", 10_000_000_000)]
    [InlineData("300bit/s", 300)]
    public void A_bandwidth_reads_and_writes(string text, long bits)
    {
        Assert.True(Bandwidth.TryParse(text, out var bandwidth));
        Assert.Equal((bits, text), (bandwidth.BitsPerSecond, bandwidth.ToString()));
    }

    [Theory]
    [InlineData("64KB", 64_000, false)]
    [InlineData("2MB", 2_000_000, false)]
    [InlineData("1500B", 1_500, false)]
    [InlineData("10 messages", 10, true)]
    public void A_queue_reads_and_writes(string text, long most, bool countsmessages)
    {
        Assert.True(QueueLimit.TryParse(text, out var limit));
        Assert.Equal((new QueueLimit(most, countsmessages), text), (limit, limit.ToString()));
    }

    [Theory]
    [InlineData("0Mbit/s")]
    [InlineData("-1Mbit/s")]
    [InlineData("fast")]
    [InlineData("10")]
    [InlineData("10Tbit/s")]
    public void What_is_no_bandwidth_is_refused(string text) => Assert.False(Bandwidth.TryParse(text, out _));

    [Theory]
    [InlineData("0KB")]
    [InlineData("-1KB")]
    [InlineData("1.5KB")]
    [InlineData("10")]
    [InlineData("messages")]
    public void What_is_no_queue_is_refused(string text) => Assert.False(QueueLimit.TryParse(text, out _));

    private static Func<Prng, long> Exponential(double mean)
    {
        var distribution = LatencyDistribution.Exponential(new TimeSpan((long)mean));
        return distribution.Draw;
    }

    private static Link Of(QueueLimit limit)
    {
        var link = new Link(LatencyDistribution.Constant(TimeSpan.Zero), new Prng(1));
        link.Queues.Add(new LinkQueue(ByteEachTick, limit));
        return link;
    }

    /// <summary>The mean number of messages at the link, the mean wait before sending in ticks, and the share that was lost.</summary>
    private static (double InSystem, double Wait, double Lost) Run(double load, int messages, QueueLimit limit, Func<Prng, long> size)
    {
        var (link, arrivals, sizes) = (Of(limit), Prng.Stream(1, "arrivals"), Prng.Stream(1, "sizes"));
        var pause = Exponential(MeanService / load);
        var (now, inSystem, waited, lost) = (0L, 0L, 0L, 0);
        for (var i = 0; i < messages; i++)
        {
            now += pause(arrivals);
            var bytes = (int)size(sizes);
            var passage = link.Carry(now, bytes);
            if (passage.IsLost)
            {
                lost++;
                continue;
            }

            inSystem += passage.Delay;
            waited += passage.Delay - bytes;
        }

        return ((double)inSystem / now, (double)waited / (messages - lost), (double)lost / messages);
    }

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.InRange(actual, expected * (1 - tolerance), expected * (1 + tolerance));
}
