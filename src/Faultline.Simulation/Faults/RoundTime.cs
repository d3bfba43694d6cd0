namespace Faultline.Simulation.Faults;

/// <summary>Times that people like to read: whole tenths of a second.</summary>
public static class RoundTime
{
    /// <summary>A tenth of a second.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>The last round time that is not later.</summary>
    /// <param name="time">Zero or more.</param>
    /// <returns>The round time.</returns>
    public static TimeSpan Down(TimeSpan time) => new(time.Ticks / Step.Ticks * Step.Ticks);

    /// <summary>The first round time that is not earlier.</summary>
    /// <param name="time">Zero or more.</param>
    /// <returns>The round time.</returns>
    public static TimeSpan Up(TimeSpan time) => Down(time + Step - TimeSpan.FromTicks(1));

    /// <summary>Half of a time, as a round time and never less than one step.</summary>
    /// <param name="time">Zero or more.</param>
    /// <returns>The round time.</returns>
    internal static TimeSpan Half(TimeSpan time) => Up(time / 2) is var half && half > Step ? half : Step;
}
