using System.Globalization;

namespace Faultline.Reports.Text;

/// <summary>Numbers, times and shares as people read them; the same in every culture.</summary>
internal static class Format
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A count with thousands separators: <c>30,012</c>.</summary>
    public static string Count(long count) => count.ToString("N0", Invariant);

    /// <summary>A count with its noun: <c>1 fault</c>, <c>2,048 faults</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A number of operations, below one too: <c>1 operation</c>, <c>1,200 operations</c>, <c>0.05 operations</c>.</summary>
    public static string Rate(decimal count) => count.ToString("#,0.######", Invariant) + (count == 1 ? " operation" : " operations");

    /// <summary>A share in per cent with up to three digits, rounded down, so that 100 % means all.</summary>
    public static string Share(double share) =>
        (Math.Floor((share * 100_000) + 0.000_001) / 1000).ToString("0.###", Invariant) + " %";

    /// <summary>A latency with its unit: <c>0.412 ms</c>, <c>6.11 ms</c>, <c>35.1 ms</c>, <c>2.41 s</c>.</summary>
    public static string Milliseconds(double milliseconds) => milliseconds switch
    {
        0 => "0 ms",
        < 1 => milliseconds.ToString("0.###", Invariant) + " ms",
        < 10 => milliseconds.ToString("0.##", Invariant) + " ms",
        < 1000 => milliseconds.ToString("0.#", Invariant) + " ms",
        _ => (milliseconds / 1000).ToString("#,0.##", Invariant) + " s",
    };

    /// <summary>A moment of the run: <c>00:01:05.250</c>, as in the trace.</summary>
    public static string Moment(TimeSpan time) => string.Create(Invariant,
        $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");

    /// <summary>How long something took: <c>85 ms</c>, <c>4.2 s</c>, <c>5 min</c>, <c>1 h 30 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1)) return Milliseconds(time.TotalMilliseconds);
        if (time < TimeSpan.FromMinutes(1)) return time.TotalSeconds.ToString("0.##", Invariant) + " s";
        var parts = new List<string>();
        if (time.TotalHours >= 1) parts.Add(Count((long)time.TotalHours) + " h");
        if (time.Minutes > 0) parts.Add(time.Minutes.ToString(Invariant) + " min");
        var seconds = time.Seconds + (time.Milliseconds / 1000.0);
        if (seconds > 0 && time.TotalHours < 1) parts.Add(seconds.ToString("0.#", Invariant) + " s");
        return string.Join(' ', parts);
    }

    /// <summary>How much faster than real time the run was: <c>1,240 times faster than real time</c>; null where nobody can say.</summary>
    public static string? Speed(TimeSpan virtualTime, TimeSpan wallTime)
    {
        if (wallTime <= TimeSpan.Zero || virtualTime <= TimeSpan.Zero) return null;
        var ratio = virtualTime / wallTime;
        return ratio >= 1
            ? $"{ratio.ToString(ratio < 10 ? "0.#" : "#,0", Invariant)} times faster than real time"
            : $"{(1 / ratio).ToString("#,0.#", Invariant)} times slower than real time";
    }

    /// <summary>A number of bytes: <c>12.4 MB</c>, in powers of 1000.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => Count(bytes) + " B",
        < 1_000_000 => (bytes / 1e3).ToString("0.#", Invariant) + " kB",
        < 1_000_000_000 => (bytes / 1e6).ToString("0.#", Invariant) + " MB",
        _ => (bytes / 1e9).ToString("#,0.##", Invariant) + " GB",
    };

    /// <summary>A share of a whole: <c>2.4 %</c>; nothing where the whole is nothing.</summary>
    public static string ShareOf(long part, long whole) => whole <= 0 ? "" : Share((double)part / whole);
}
