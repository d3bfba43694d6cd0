using Faultline.Model.Systems;

namespace Faultline.Systems.Streams;

/// <summary>The settings of streams.</summary>
internal sealed class StreamSettings
{
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("congestion-control", "on",
            "slow start, congestion avoidance, fast retransmit and a measured timeout; off: a fixed window and timeout, as before 1988",
            "on", "off"),
        new("size", "20000", "how much a transfer sends, in bytes"),
        new("window", "65536", "the receive window, in bytes; without congestion control the only limit of what is under way"),
        new("mss", "1000", "the maximum segment size, in bytes"),
        new("rto", "1000",
            "the retransmission timeout before a round trip is measured, in milliseconds; without congestion control always"),
        new("min-rto", "200", "the shortest measured retransmission timeout, in milliseconds"),
        new("user-timeout", "10000", "after how much silence of the other end a connection is given up, in milliseconds"),
        new("read-rate", "0", "how many bytes a millisecond a receiving application reads; 0 for all at once"),
        new("mistake", "none", "plants a mistake, to see it found: segments are taken in the order in which they come",
            "none", "any-order"),
    ];

    public StreamSettings(SystemOptions options)
    {
        HasCongestionControl = options.IsOn("congestion-control");
        MaximumSegmentSize = Between(options, "mss", 1, 65_536);
        Window = Between(options, "window", MaximumSegmentSize, 1 << 24);
        RetransmissionTimeout = TimeSpan.FromMilliseconds(Between(options, "rto", 1, 60_000));
        LeastTimeout = TimeSpan.FromMilliseconds(Between(options, "min-rto", 1, 60_000));
        UserTimeout = TimeSpan.FromMilliseconds(Between(options, "user-timeout", 1, 3_600_000));
        ReadRate = options.Number("read-rate");
        TakesAnyOrder = options["mistake"] == "any-order";
    }

    /// <summary>Whether the network is spared when it loses segments.</summary>
    public bool HasCongestionControl { get; }

    /// <summary>MSS: the most bytes in one segment.</summary>
    public int MaximumSegmentSize { get; }

    /// <summary>How many bytes an end has room for, in either direction.</summary>
    public int Window { get; }

    public TimeSpan RetransmissionTimeout { get; }

    public TimeSpan LeastTimeout { get; }

    public TimeSpan UserTimeout { get; }

    /// <summary>How many bytes a millisecond a receiving application reads; 0 for all at once.</summary>
    public int ReadRate { get; }

    /// <summary>A planted mistake: segments are taken in the order in which they come.</summary>
    public bool TakesAnyOrder { get; }

    private static int Between(SystemOptions options, string name, int least, int most) => options.Number(name) is var number
        && number >= least && number <= most
            ? number
            : throw new ArgumentException($"option {name} must be {least} to {most}");
}
