namespace Faultline.Workbench.Comparisons;

/// <summary>When an answer of a chain with proof of work counts as final: when taking it back is unlikely enough.</summary>
/// <remarks>Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System" (2008), section 11.</remarks>
/// <param name="Risk">The probability, 0 to 1, that a final answer is taken back all the same.</param>
/// <param name="AttackerShare">The share of the hash rate, 0 to 1, of whoever wants to take it back.</param>
public sealed record Finality(double Risk, double AttackerShare)
{
    /// <summary>The deepest that a block is asked to be.</summary>
    public const int MostConfirmations = 1_000;

    /// <summary>A risk of 0.1% against a tenth of the hash rate.</summary>
    public static Finality Default { get; } = new(0.001, 0.1);

    /// <summary>How deep a block must be, 1 for the last one itself; null where no depth that is possible is enough.</summary>
    public int? Confirmations
    {
        get
        {
            for (var z = 0; z < MostConfirmations; z++)
                if (RiskBehind(z, AttackerShare) < Risk)
                    return z + 1;
            return null;
        }
    }

    /// <summary>The probability that an attacker who starts level ever catches up with a block that others follow.</summary>
    /// <param name="z">How many blocks follow it.</param>
    /// <param name="q">The attacker's share of the hash rate.</param>
    /// <returns>The probability: 1 from one half up.</returns>
    public static double RiskBehind(int z, double q)
    {
        var p = 1 - q;
        if (q >= p) return 1;
        var (lambda, sum) = (z * q / p, 1.0);
        for (var k = 0; k <= z; k++) sum -= Poisson(lambda, k) * (1 - Math.Pow(q / p, z - k));
        return Math.Clamp(sum, 0, 1);
    }

    private static double Poisson(double lambda, int k)
    {
        if (lambda == 0) return k == 0 ? 1 : 0;

        // In logarithms: the powers and factorials of hundreds of blocks are beyond any floating-point number.
        var log = (k * Math.Log(lambda)) - lambda;
        for (var i = 2; i <= k; i++) log -= Math.Log(i);
        return Math.Exp(log);
    }
}
