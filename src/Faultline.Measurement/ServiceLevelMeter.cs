using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Measurement;

/// <summary>Measures what the users of a system got, from a history and nothing else.</summary>
/// <remarks>
/// <para>Latency runs from <see cref="HistoryEntry.Scheduled"/> to <see cref="HistoryEntry.Completed"/> and is known for answered
/// operations only. Percentiles are right to a microsecond and to three significant digits; the maximum is exact.</para>
/// <para>An operation without a completion is unknown, whatever its outcome says. Same history, same numbers; thread-safe as long
/// as nobody changes the history.</para>
/// </remarks>
public static class ServiceLevelMeter
{
    /// <summary>No series has more buckets: a little over the 300 s of a usual run, so that its last seconds fit too.</summary>
    public const int MostBuckets = 320;

    /// <summary>Bucket widths that people can count in, shortest first.</summary>
    private static readonly TimeSpan[] Widths =
    [
        .. new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500 }.Select(number => TimeSpan.FromMilliseconds(number)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(number => TimeSpan.FromSeconds(number)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(number => TimeSpan.FromMinutes(number)),
        .. new[] { 1, 2, 6, 12 }.Select(number => TimeSpan.FromHours(number)),
    ];

    /// <summary>Counts, availability and latency of a whole history.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <returns>The service levels; those of an empty history have availability 1.</returns>
    public static ServiceLevels Measure(History history)
    {
        var latencies = new LatencyHistogram(LongestLatency(history));
        long ok = 0, failed = 0, unknown = 0;
        foreach (var entry in history.Entries)
        {
            switch (OutcomeOf(entry))
            {
                case OperationOutcome.Ok:
                    ok++;
                    latencies.Record(LatencyOf(entry));
                    break;
                case OperationOutcome.Fail:
                    failed++;
                    break;
                default:
                    unknown++;
                    break;
            }
        }

        var all = ok + failed + unknown;
        var summary = new LatencySummary(latencies.Percentile(50), latencies.Percentile(90), latencies.Percentile(99),
            latencies.Percentile(99.9), latencies.Max.TotalMilliseconds);
        return new ServiceLevels(ok, failed, unknown, all == 0 ? 1 : (double)ok / all, summary);
    }

    /// <summary>The same over time.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="duration">How long the run lasted; what ended later is counted in the last bucket.</param>
    /// <param name="wanted">When users wanted an operation; null where the history has them all.</param>
    /// <returns>Buckets from the start of the run to its end, those without operations included.</returns>
    public static ServiceLevelSeries MeasureOverTime(History history, TimeSpan duration, IReadOnlyList<TimeSpan>? wanted = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var width = BucketWidth(duration);
        var ended = EndedByBucket(history, width, BucketCount(duration, width));
        var latencies = new LatencyHistogram(LongestLatency(history));
        var buckets = new ServiceLevelBucket[ended.Length];
        for (var bucket = 0; bucket < buckets.Length; bucket++)
            buckets[bucket] = MeasureBucket(width * bucket, ended[bucket], latencies);
        foreach (var time in wanted ?? history.Entries.Select(static entry => entry.Scheduled))
        {
            ref var bucket = ref buckets[BucketOf(time, width, buckets.Length)];
            bucket = bucket with { Offered = bucket.Offered + 1 };
        }

        return new ServiceLevelSeries(width, buckets);
    }

    /// <summary>The width of the buckets into which a run is cut: 1 s for five minutes.</summary>
    /// <param name="duration">How long the run lasted.</param>
    /// <returns>
    /// The shortest of 1, 2, 5, 10, ... 500 ms, 1 to 30 s, 1 to 30 min, 1 to 12 h or a whole number of days that cuts it into no more
    /// than <see cref="MostBuckets"/>.
    /// </returns>
    public static TimeSpan BucketWidth(TimeSpan duration)
    {
        foreach (var width in Widths)
        {
            if (BucketCount(duration, width) <= MostBuckets) return width;
        }

        return TimeSpan.FromDays(Math.Ceiling(duration.TotalDays / MostBuckets));
    }

    private static int BucketCount(TimeSpan duration, TimeSpan width)
    {
        var whole = Math.DivRem(duration.Ticks, width.Ticks, out var rest);
        return (int)Math.Clamp(rest == 0 ? whole : whole + 1, 1, int.MaxValue);
    }

    private static List<HistoryEntry>[] EndedByBucket(History history, TimeSpan width, int count)
    {
        var ended = new List<HistoryEntry>[count];
        for (var bucket = 0; bucket < count; bucket++) ended[bucket] = [];
        foreach (var entry in history.Entries) ended[BucketOf(entry.Completed.Time, width, count)].Add(entry);
        return ended;
    }

    private static int BucketOf(TimeSpan time, TimeSpan width, int count) => (int)Math.Clamp(time.Ticks / width.Ticks, 0, count - 1);

    private static ServiceLevelBucket MeasureBucket(TimeSpan start, List<HistoryEntry> ended, LatencyHistogram latencies)
    {
        long ok = 0, failed = 0, unknown = 0;
        foreach (var entry in ended)
        {
            switch (OutcomeOf(entry))
            {
                case OperationOutcome.Ok:
                    if (ok++ == 0) latencies.Clear();
                    latencies.Record(LatencyOf(entry));
                    break;
                case OperationOutcome.Fail:
                    failed++;
                    break;
                default:
                    unknown++;
                    break;
            }
        }

        return ok == 0
            ? new ServiceLevelBucket(start, ok, failed, unknown, null, null)
            : new ServiceLevelBucket(start, ok, failed, unknown, latencies.Percentile(50), latencies.Percentile(99));
    }

    private static TimeSpan LongestLatency(History history)
    {
        var longest = TimeSpan.Zero;
        foreach (var entry in history.Entries)
        {
            if (OutcomeOf(entry) != OperationOutcome.Ok) continue;
            var latency = LatencyOf(entry);
            if (latency > longest) longest = latency;
        }

        return longest;
    }

    private static OperationOutcome OutcomeOf(HistoryEntry entry) =>
        entry.Completed < HistoryMoment.Never ? entry.Outcome : OperationOutcome.Info;

    private static TimeSpan LatencyOf(HistoryEntry entry) => entry.Completed.Time - entry.Scheduled;
}
