namespace Faultline.Simulation.Networks;

/// <summary>Five sites on three continents and the times between them, as published for experiments with EPaxos and its kin.</summary>
internal static class WideArea
{
    /// <summary>California, Virginia, Ireland, Oregon, Japan.</summary>
    public const int Sites = 5;

    /// <summary>Round trips in milliseconds.</summary>
    private static readonly int[][] RoundTrips =
        [[0, 72, 151, 59, 113], [72, 0, 88, 93, 162], [151, 88, 0, 145, 220], [59, 93, 145, 0, 121], [113, 162, 220, 121, 0]];

    /// <summary>How long a message takes from one site to another, by their numbers from 0.</summary>
    public static LatencyDistribution Between(int from, int to) =>
        LatencyDistribution.Constant(TimeSpan.FromMilliseconds(RoundTrips[from][to] / 2.0));
}
