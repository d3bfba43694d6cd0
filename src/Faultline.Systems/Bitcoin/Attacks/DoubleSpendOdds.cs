namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>How likely a payment is taken back that has some confirmations, by the attacker's share of the hash rate.</summary>
/// <remarks>Formulas for people and reports. Nothing that is replayed depends on them.</remarks>
public static class DoubleSpendOdds
{
    /// <summary>Nakamoto's own estimate (Bitcoin, section 11), in which the honest blocks come at their average pace.</summary>
    /// <param name="share">The attacker's share of the hash rate: 0 to 1.</param>
    /// <param name="confirmations">How many blocks the payee waits for, from 0.</param>
    /// <returns>The probability: 0 to 1.</returns>
    public static double Nakamoto(double share, int confirmations)
    {
        Check(share, confirmations);
        if (share >= 0.5) return 1;
        var ratio = share / (1 - share);
        var expected = confirmations * ratio;

        // Each term of the Poisson distribution follows from the one before, as a logarithm, so that nothing over- or underflows.
        var logTerm = -expected;
        var odds = 1.0;
        for (var found = 0; found <= confirmations; found++)
        {
            odds -= Math.Exp(logTerm) * (1 - Math.Pow(ratio, confirmations - found));
            logTerm += Math.Log(expected / (found + 1));
        }

        return Math.Clamp(odds, 0, 1);
    }

    /// <summary>
    /// The exact odds of an attacker who has mined one block in advance and wins when the secret branch is longer (Rosenfeld, "Analysis of
    /// Hashrate-Based Double Spending", 2014, section 4).
    /// </summary>
    /// <param name="share">The attacker's share of the hash rate: 0 to 1.</param>
    /// <param name="confirmations">How many blocks the payee waits for, from 0.</param>
    /// <returns>The probability: 0 to 1.</returns>
    public static double Rosenfeld(double share, int confirmations)
    {
        Check(share, confirmations);
        if (share >= 0.5 || confirmations == 0) return 1;
        if (share <= 0) return 0;
        var (logHonest, logShare, n) = (Math.Log(1 - share), Math.Log(share), confirmations);

        // The attacker finds m blocks while the honest find n; from n - m - 1 behind the lead changes with (q/p)^(n-m). The numbers of ways
        // in
        // which that can happen leave the range of floating point, so they are logarithms.
        var odds = 1.0;
        var logWays = 0.0;
        for (var found = 0; found <= n; found++)
        {
            odds -= Math.Exp(logWays + (n * logHonest) + (found * logShare)) - Math.Exp(logWays + (found * logHonest) + (n * logShare));
            logWays += Math.Log((double)(found + n) / (found + 1));
        }

        return Math.Clamp(odds, 0, 1);
    }

    /// <summary>How many confirmations a payee should wait for, by <see cref="Rosenfeld"/>.</summary>
    /// <param name="share">The attacker's share of the hash rate: 0 to 1.</param>
    /// <param name="risk">The greatest probability that is acceptable.</param>
    /// <returns>The confirmations; null where 1,000 are not enough.</returns>
    public static int? ConfirmationsFor(double share, double risk)
    {
        for (var confirmations = 1; confirmations <= 1_000; confirmations++)
            if (Rosenfeld(share, confirmations) <= risk)
                return confirmations;
        return null;
    }

    private static void Check(double share, int confirmations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(confirmations);
    }
}
