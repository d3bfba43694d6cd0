namespace Faultline.Simulation.Networks;

/// <summary>How long messages take: each time between the two is equally likely, in steps of 100 ns.</summary>
/// <param name="Least">The shortest; zero or more.</param>
/// <param name="Most">The longest; the same as <paramref name="Least"/> for a constant latency.</param>
public readonly record struct LatencyRange(TimeSpan Least, TimeSpan Most)
{
    /// <summary>0.3 to 1.5 ms, as within a data centre.</summary>
    public static LatencyRange Default { get; } = new(TimeSpan.FromMicroseconds(300), TimeSpan.FromMicroseconds(1_500));

    /// <summary>Always the same latency.</summary>
    /// <param name="latency">How long.</param>
    /// <returns>The range.</returns>
    public static LatencyRange Constant(TimeSpan latency) => new(latency, latency);
}
