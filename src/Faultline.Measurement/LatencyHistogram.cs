using HdrHistogram;

namespace Faultline.Measurement;

/// <summary>Latencies by size, to a microsecond and to three significant digits.</summary>
/// <remarks>Not thread-safe: each measurement has its own.</remarks>
/// <param name="longest">No recorded latency is longer.</param>
internal sealed class LatencyHistogram(TimeSpan longest)
{
    private const int SignificantDigits = 3;

    // The library wants a range of at least a factor of two.
    private readonly LongHistogram _microseconds = new(1, Math.Max(2, Microseconds(longest)), SignificantDigits);

    public long Count => _microseconds.TotalCount;

    public TimeSpan Max { get; private set; }

    public void Record(TimeSpan latency)
    {
        _microseconds.RecordValue(Microseconds(latency));
        if (latency > Max) Max = latency;
    }

    /// <summary>The latency in milliseconds that so many in a hundred do not exceed; zero where there are none.</summary>
    public double Percentile(double percent)
    {
        if (Count == 0) return 0;

        // The library answers with the upper edge of a bin, which may lie beyond the slowest.
        return Math.Min(_microseconds.GetValueAtPercentile(percent) / 1000.0, Max.TotalMilliseconds);
    }

    public void Clear()
    {
        _microseconds.Reset();
        Max = TimeSpan.Zero;
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
