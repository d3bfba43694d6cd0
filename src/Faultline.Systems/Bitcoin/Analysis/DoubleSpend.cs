namespace Faultline.Systems.Bitcoin.Analysis;

/// <summary>How likely a payment is undone by an attacker who mines a branch without it.</summary>
/// <remarks>Formulas for reports and tests, in floating point: nothing in a run depends on them.</remarks>
public static class DoubleSpend
{
    /// <summary>More confirmations than this nobody waits for.</summary>
    public const int MostConfirmations = 10_000;

    /// <summary>Nakamoto's estimate (2008, section 11): the attacker's progress is taken as Poisson distributed.</summary>
    /// <param name="share">The attacker's share of the hash rate: 0 to 1.</param>
    /// <param name="confirmations">How many blocks the receiver waits for, that of the payment included.</param>
    /// <returns>The probability that the attacker ever catches up.</returns>
    public static double Nakamoto(double share, int confirmations)
    {
        Check(share, confirmations);
        if (share >= 0.5) return 1;
        if (share == 0) return confirmations == 0 ? 1 : 0;
        var ratio = share / (1 - share);
        var mean = confirmations * ratio;
        var (sum, logTerm) = (1.0, -mean);
        for (var k = 0; k <= confirmations; k++)
        {
            if (k > 0) logTerm += Math.Log(mean / k);
            sum -= Math.Exp(logTerm) * (1 - Math.Pow(ratio, confirmations - k));
        }

        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>
    /// Rosenfeld's exact probability ("Analysis of hashrate-based double-spending", 2014): the attacker has mined one block in advance,
    /// its progress is negative binomially distributed, and it wins when its branch is longer.
    /// </summary>
    /// <param name="share">The attacker's share of the hash rate: 0 to 1.</param>
    /// <param name="confirmations">How many blocks the receiver waits for, that of the payment included.</param>
    /// <returns>The probability that the attacker is ever ahead after so many confirmations.</returns>
    public static double Rosenfeld(double share, int confirmations)
    {
        Check(share, confirmations);
        if (share >= 0.5 || confirmations == 0) return 1;
        if (share == 0) return 0;
        var (logQ, logP) = (Math.Log(share), Math.Log(1 - share));
        var (sum, logWays) = (1.0, 0.0);
        for (var m = 0; m <= confirmations; m++)
        {
            // The ways in which m attacker's blocks come before the last of the honest ones.
            if (m > 0) logWays += Math.Log((double)(m + confirmations - 1) / m);
            sum -= Math.Exp(logWays + (confirmations * logP) + (m * logQ)) - Math.Exp(logWays + (m * logP) + (confirmations * logQ));
        }

        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>How many confirmations make the risk small enough.</summary>
    /// <param name="share">The attacker's share of the hash rate.</param>
    /// <param name="risk">The probability that is still acceptable: above 0.</param>
    /// <param name="probability"><see cref="Nakamoto"/> or <see cref="Rosenfeld"/>.</param>
    /// <returns>The least number, or null where not even <see cref="MostConfirmations"/> are enough.</returns>
    public static int? ConfirmationsFor(double share, double risk, Func<double, int, double> probability)
    {
        ArgumentNullException.ThrowIfNull(probability);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(risk);
        if (probability(share, MostConfirmations) >= risk) return null;
        var (low, high) = (0, MostConfirmations);
        while (low < high)
        {
            // Each confirmation lowers the risk, so the least one can be bisected.
            var middle = (low + high) / 2;
            if (probability(share, middle) < risk) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static void Check(double share, int confirmations)
    {
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "a share is 0 to 1");
        ArgumentOutOfRangeException.ThrowIfNegative(confirmations);
    }
}
