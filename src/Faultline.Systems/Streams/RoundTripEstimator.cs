namespace Faultline.Systems.Streams;

/// <summary>The retransmission timeout from measured round trips (RFC 6298), in integer arithmetic.</summary>
/// <param name="settings">The initial and the least timeout, and whether the timeout follows what is measured at all.</param>
internal sealed class RoundTripEstimator(StreamSettings settings)
{
    /// <summary>G: the granularity of the clock.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(1);

    /// <summary>Section 2.5: a maximum may be set, of at least 60 seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // SRTT times 8 and RTTVAR times 4, so that their fractions are not lost (Jacobson 1988, appendix A).
    private long _scaledRoundTrip;
    private long _scaledVariation;

    /// <summary>RTO: how long to wait for an acknowledgment.</summary>
    public TimeSpan Timeout { get; private set; } = settings.RetransmissionTimeout;

    /// <summary>SRTT: the smoothed round-trip time; zero before the first measurement.</summary>
    public TimeSpan SmoothedRoundTrip => new(_scaledRoundTrip / 8);

    /// <summary>A round trip was measured, on a segment that was sent once (Karn's algorithm).</summary>
    public void Measured(TimeSpan roundTrip)
    {
        if (!settings.HasCongestionControl) return;
        var measured = roundTrip.Ticks;
        if (_scaledRoundTrip == 0)
        {
            _scaledRoundTrip = 8 * measured;
            _scaledVariation = 4 * (measured / 2);
        }
        else
        {
            var error = measured - (_scaledRoundTrip / 8);
            _scaledVariation += Math.Abs(error) - (_scaledVariation / 4);
            _scaledRoundTrip += error;
        }

        // RTO = SRTT + max(G, 4 RTTVAR).
        Timeout = Clamp(new TimeSpan((_scaledRoundTrip / 8) + Math.Max(Granularity.Ticks, _scaledVariation)));
    }

    /// <summary>The timeout passed without an acknowledgment: the next one is twice as long (section 5.5).</summary>
    public void BackOff()
    {
        if (settings.HasCongestionControl) Timeout = Clamp(2 * Timeout);
    }

    private TimeSpan Clamp(TimeSpan timeout) =>
        timeout < settings.LeastTimeout ? settings.LeastTimeout : timeout > Longest ? Longest : timeout;
}
