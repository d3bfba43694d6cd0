namespace Faultline.Systems.Bitcoin.Analysis;

/// <summary>What a miner gains by keeping its blocks to itself (Eyal and Sirer, "Majority is not Enough", 2014).</summary>
/// <remarks>Formulas for reports and tests, in floating point: nothing in a run depends on them.</remarks>
public static class SelfishMining
{
    /// <summary>The selfish miner's share of the blocks that stay, by their equation 8.</summary>
    /// <param name="share">Its share of the hash rate: 0 to 0.5.</param>
    /// <param name="followers">Which part of the honest hash rate builds on its branch where two are equally long: 0 to 1.</param>
    /// <returns>Its share of the revenue; an honest miner would have <paramref name="share"/>.</returns>
    public static double Revenue(double share, double followers)
    {
        if (share is not (>= 0 and < 0.5))
            throw new ArgumentOutOfRangeException(nameof(share), share, "the formula holds from 0 to below 0.5");
        if (followers is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(followers), followers, "a part is 0 to 1");
        var honest = 1 - share;
        var gained = (share * honest * honest * ((4 * share) + (followers * (1 - (2 * share))))) - (share * share * share);
        return gained / (1 - (share * (1 + ((2 - share) * share))));
    }

    /// <summary>From which share of the hash rate on it pays.</summary>
    /// <param name="followers">Which part of the honest hash rate builds on the selfish branch where two are equally long: 0 to 1.</param>
    /// <returns>The share: a third without followers, zero where all follow.</returns>
    public static double Threshold(double followers) => (1 - followers) / (3 - (2 * followers));
}
