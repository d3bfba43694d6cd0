using Faultline.Model.Clocks;

namespace Faultline.Simulation.Clocks;

/// <summary>A host's clock: true time, bent by drift and moved by offset.</summary>
/// <remarks>All in whole ticks of 100 ns; between two changes of the drift both clocks are straight lines.</remarks>
internal sealed class SimulatedClock
{
    private const long Million = 1_000_000;

    /// <summary>Every run begins on 2020-01-01, so that wall clocks show a date and not the year 1.</summary>
    private static readonly long Epoch = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private long _changedAt;
    private long _timestampThen;
    private int _driftPerMillion;
    private long _offset;

    /// <summary>Whether the clock shows something else than the true time, or runs at another speed.</summary>
    public bool IsOff => _driftPerMillion != 0 || _offset != 0;

    public LocalClock Read(long now)
    {
        var timestamp = Timestamp(now);
        return new LocalClock(Epoch + timestamp + _offset, timestamp);
    }

    public long Timestamp(long now) => _timestampThen + Scale(now - _changedAt, Million + _driftPerMillion, Million);

    /// <summary>How much true time passes while the clock counts so many ticks, rounded up.</summary>
    public long ToTrue(long localTicks) =>
        _driftPerMillion == 0 ? localTicks : Scale(localTicks, Million, Million + _driftPerMillion) + 1;

    /// <summary>From now on the clock gains (or, negative, loses) so many millionths.</summary>
    public void Drift(long now, int perMillion)
    {
        _timestampThen = Timestamp(now);
        _changedAt = now;
        _driftPerMillion += perMillion;
    }

    /// <summary>The wall clock jumps; the monotonic clock does not.</summary>
    public void Jump(long ticks) => _offset += ticks;

    private static long Scale(long value, long numerator, long denominator) =>
        numerator == denominator ? value : (long)((Int128)value * numerator / denominator);
}
