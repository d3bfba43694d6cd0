using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Measurement.Tests;

public sealed class ServiceLevelMeterTests
{
    [Fact]
    public void An_empty_history_is_available_and_has_no_latency()
    {
        var levels = ServiceLevelMeter.Measure(History.Empty);

        Assert.Equal(new ServiceLevels(0, 0, 0, 1, new LatencySummary(0, 0, 0, 0, 0)), levels);
    }

    [Fact]
    public void Outcomes_are_counted_and_only_ok_is_available()
    {
        var history = new Entries().Ok(0, 0.010).Ok(0, 0.020).Fail(1, 9).TimedOut(2, 12).Open(3).History;

        var levels = ServiceLevelMeter.Measure(history);

        Assert.Equal((2, 1, 2), (levels.Ok, levels.Failed, levels.Unknown));
        Assert.Equal(0.4, levels.Availability);
        Assert.Equal(20, levels.Latency.Max);
        Assert.Equal(10, levels.Latency.P50, 0.01);
    }

    [Fact]
    public void A_history_of_unknown_outcomes_has_availability_zero()
    {
        var levels = ServiceLevelMeter.Measure(new Entries().Open(0).TimedOut(1, 11).Open(2).History);

        Assert.Equal(new ServiceLevels(0, 0, 3, 0, new LatencySummary(0, 0, 0, 0, 0)), levels);
    }

    [Fact]
    public void Latency_counts_from_when_the_user_wanted_the_operation()
    {
        var entry = new HistoryEntry
        {
            Process = 0,
            Operation = new KvGet("k1"),
            Scheduled = TimeSpan.FromSeconds(1),
            Invoked = new HistoryMoment(0, TimeSpan.FromSeconds(4)),
            Completed = new HistoryMoment(1, TimeSpan.FromSeconds(5)),
            Outcome = OperationOutcome.Ok,
            Result = KvResult.Done,
        };

        Assert.Equal(4000, ServiceLevelMeter.Measure(new History([entry])).Latency.Max);
    }

    [Fact]
    public void An_ok_without_a_completion_is_unknown()
    {
        var entry = new HistoryEntry
        {
            Process = 0,
            Operation = new KvGet("k1"),
            Scheduled = TimeSpan.Zero,
            Invoked = new HistoryMoment(0, TimeSpan.Zero),
            Outcome = OperationOutcome.Ok,
        };

        Assert.Equal(1, ServiceLevelMeter.Measure(new History([entry])).Unknown);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void Percentiles_agree_with_sorted_latencies(int count)
    {
        var random = new Prng((ulong)count);
        var entries = new Entries();
        var sorted = new List<double>();
        for (var i = 0; i < count; i++)
        {
            // From 0.1 ms to 10 s, as many in each decade.
            var latency = Math.Round(Math.Pow(10, -4 + (random.Below(5_000_000) / 1_000_000.0)), 6);
            entries.Ok(i, i + latency);
            sorted.Add(latency * 1000);
        }

        sorted.Sort();
        var latencies = ServiceLevelMeter.Measure(entries.History).Latency;

        Near(50, latencies.P50);
        Near(90, latencies.P90);
        Near(99, latencies.P99);
        Near(99.9, latencies.P999);
        Assert.Equal(sorted[^1], latencies.Max, 0.001);

        void Near(double percent, double actual)
        {
            var expected = sorted[Math.Max(0, (int)Math.Ceiling(count * percent / 100) - 1)];
            Assert.Equal(expected, actual, (expected / 1000) + 0.002);
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 5, 200)]
    [InlineData(60, 200, 300)]
    [InlineData(300, 1_000, 300)]
    [InlineData(310.5, 1_000, 311)]
    [InlineData(321, 2_000, 161)]
    [InlineData(3_600, 15_000, 240)]
    [InlineData(86_400, 300_000, 288)]
    [InlineData(31_536_000, 172_800_000, 183)]
    public void The_width_of_a_bucket_follows_from_the_length_of_the_run(double seconds, double milliseconds, int buckets)
    {
        var series = ServiceLevelMeter.MeasureOverTime(History.Empty, TimeSpan.FromSeconds(seconds));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), series.Width);
        Assert.Equal(buckets, series.Buckets.Count);
        Assert.All(series.Buckets, bucket => Assert.Equal((0, 0, 0, null), (bucket.Ok, bucket.Failed, bucket.Unknown, bucket.P50Milliseconds)));
    }

    [Fact]
    public void An_operation_counts_in_the_bucket_in_which_it_ended()
    {
        var history = new Entries().Ok(0.5, 0.75).Ok(0.5, 1.5).Fail(0, 1.999).TimedOut(0, 2).Open(0).Ok(9, 400).History;

        var series = ServiceLevelMeter.MeasureOverTime(history, TimeSpan.FromSeconds(300));

        Assert.Equal((1, 0, 0), Counts(series.Buckets[0]));
        Assert.Equal(250, series.Buckets[0].P99Milliseconds!.Value, 0.3);
        Assert.Equal((1, 1, 0), Counts(series.Buckets[1]));
        Assert.Equal((0, 0, 1), Counts(series.Buckets[2]));
        Assert.Null(series.Buckets[2].P50Milliseconds);
        Assert.Equal((0, 0, 0), Counts(series.Buckets[3]));
        Assert.Equal((1, 0, 1), Counts(series.Buckets[^1]));
        Assert.Equal(TimeSpan.FromSeconds(299), series.Buckets[^1].Start);

        static (long, long, long) Counts(ServiceLevelBucket bucket) => (bucket.Ok, bucket.Failed, bucket.Unknown);
    }

    [Fact]
    public void An_operation_is_offered_in_the_bucket_in_which_it_was_wanted()
    {
        var history = new Entries().Ok(0.5, 7).Ok(0.5, 0.6).Open(1.5).History;

        var series = ServiceLevelMeter.MeasureOverTime(history, TimeSpan.FromSeconds(300));
        TimeSpan[] wanted = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5)];
        var all = ServiceLevelMeter.MeasureOverTime(history, TimeSpan.FromSeconds(300), wanted);

        Assert.Equal([2, 1, 0], series.Buckets.Take(3).Select(static bucket => bucket.Offered));
        Assert.Equal([2, 1, 1], all.Buckets.Take(3).Select(static bucket => bucket.Offered));
    }

    [Fact]
    public void Latencies_of_one_bucket_do_not_leak_into_the_next()
    {
        var history = new Entries().Ok(0, 0.9).Ok(1, 1.001).History;

        var series = ServiceLevelMeter.MeasureOverTime(history, TimeSpan.FromSeconds(300));

        Assert.Equal(1, series.Buckets[1].P99Milliseconds!.Value, 0.01);
    }

    [Fact]
    public void A_series_counts_every_operation_once()
    {
        var random = new Prng(3);
        var entries = new Entries();
        for (var i = 0; i < 5_000; i++)
        {
            var at = random.Below(300_000) / 1000.0;
            if (random.Below(10) == 0) entries.Open(at);
            else if (random.Below(10) == 0) entries.Fail(at, at + 3);
            else entries.Ok(at, at + 0.02);
        }

        var levels = ServiceLevelMeter.Measure(entries.History);
        var series = ServiceLevelMeter.MeasureOverTime(entries.History, TimeSpan.FromSeconds(300));

        Assert.Equal(levels.Ok, series.Buckets.Sum(bucket => bucket.Ok));
        Assert.Equal(levels.Failed, series.Buckets.Sum(bucket => bucket.Failed));
        Assert.Equal(levels.Unknown, series.Buckets.Sum(bucket => bucket.Unknown));
    }

    [Fact]
    public void A_negative_duration_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ServiceLevelMeter.MeasureOverTime(History.Empty, TimeSpan.FromSeconds(-1)));
}
