namespace Faultline.Systems.Bitcoin.Mining;

/// <summary>Who has how much of the network's hash rate.</summary>
internal static class HashRates
{
    /// <summary>
    /// The pools of a day in 2024, in thousandths (rounded shares of blocks found): few have most of it.
    /// </summary>
    private static readonly int[] Pools = [280, 240, 120, 100, 70, 50, 40, 30, 25, 20, 15, 10];

    /// <summary>The share of a miner.</summary>
    /// <param name="distribution"><c>equal</c> or <c>pools</c>.</param>
    /// <param name="miner">The miner's place among them, from 0.</param>
    /// <param name="miners">How many there are.</param>
    /// <param name="first">The first miner's share in per mille, where it is set apart; zero where it is one of the others.</param>
    /// <returns>The share: 0 to 1.</returns>
    public static double ShareOf(string distribution, int miner, int miners, int first = 0)
    {
        if (miner >= miners) return 0;
        if (first > 0)
        {
            if (miner == 0) return first / 1000.0;
            return (1 - (first / 1000.0)) * ShareOf(distribution, miner - 1, miners - 1);
        }

        if (distribution != "pools") return 1.0 / miners;
        var sum = 0;
        for (var i = 0; i < Math.Min(miners, Pools.Length); i++) sum += Pools[i];
        return miner < Pools.Length ? (double)Pools[miner] / sum : 0;
    }
}
