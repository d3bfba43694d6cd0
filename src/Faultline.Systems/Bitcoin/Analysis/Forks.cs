namespace Faultline.Systems.Bitcoin.Analysis;

/// <summary>How often two blocks are found at nearly the same time, and what that costs.</summary>
/// <remarks>Formulas for reports and tests, in floating point: nothing in a run depends on them.</remarks>
public static class Forks
{
    /// <summary>
    /// The part of all blocks that end beside the chain, where very many equal miners hear of a block after the same delay and build on
    /// what
    /// they heard first.
    /// </summary>
    /// <param name="delay">How long a block takes to all others.</param>
    /// <param name="interval">How long the network takes to find one.</param>
    /// <returns>x / (1 + x) for x = delay / interval.</returns>
    public static double StaleRate(TimeSpan delay, TimeSpan interval)
    {
        var ratio = delay / interval;
        return ratio / (1 + ratio);
    }

    /// <summary>
    /// The probability that a block is found while another is on its way (Decker and Wattenhofer, "Information propagation in the Bitcoin
    /// network", 2013, equation 6).
    /// </summary>
    /// <param name="interval">How long the network takes to find a block.</param>
    /// <param name="ignorance">How long the average hash rate does not know of a block: see <see cref="Ignorance"/>.</param>
    /// <returns>1 - (1 - 1 s / interval)^(ignorance / 1 s).</returns>
    public static double Probability(TimeSpan interval, TimeSpan ignorance) =>
        1 - Math.Pow(1 - (1 / interval.TotalSeconds), ignorance.TotalSeconds);

    /// <summary>
    /// How long the average node does not know of a block: the integral of the part that does not, which is the mean delay.
    /// </summary>
    /// <param name="delays">After how long each node had heard of it.</param>
    /// <returns>The mean.</returns>
    public static TimeSpan Ignorance(IReadOnlyCollection<TimeSpan> delays)
    {
        ArgumentNullException.ThrowIfNull(delays);
        return delays.Count == 0 ? TimeSpan.Zero : new TimeSpan(delays.Sum(static delay => delay.Ticks) / delays.Count);
    }

    /// <summary>Which part of the hash rate works for the chain.</summary>
    /// <param name="interval">How long the network takes to find a block.</param>
    /// <param name="ignorance">How long the average hash rate does not know of a block.</param>
    /// <returns>The part: an attacker needs more than half of it.</returns>
    public static double EffectivePower(TimeSpan interval, TimeSpan ignorance) => 1 - (ignorance / interval);
}
