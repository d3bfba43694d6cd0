namespace Faultline.Measurement;

/// <summary>How long users waited for their answers.</summary>
/// <param name="Count">How many answers there were.</param>
/// <param name="P50">Half of them came within so long; in milliseconds, as the others.</param>
/// <param name="P99">99% of them did.</param>
/// <param name="P999">99.9% of them did.</param>
/// <param name="Max">The slowest.</param>
public sealed record AnsweredLatency(long Count, double P50, double P99, double P999, double Max)
{
    /// <summary>Measures latencies.</summary>
    /// <param name="latencies">The latencies.</param>
    /// <returns>How they are distributed.</returns>
    public static AnsweredLatency Of(IEnumerable<TimeSpan> latencies)
    {
        var histogram = new LatencyHistogram(TimeSpan.FromMinutes(10));
        foreach (var latency in latencies) histogram.Record(latency);
        return new AnsweredLatency(
            histogram.Count, histogram.Percentile(50), histogram.Percentile(99), histogram.Percentile(99.9),
            histogram.Max.TotalMilliseconds);
    }
}
