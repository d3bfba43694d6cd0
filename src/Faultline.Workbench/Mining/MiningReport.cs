using Faultline.Systems.BlockChain;

namespace Faultline.Workbench.Mining;

/// <summary>What mining came to.</summary>
/// <param name="Found">The header with the nonce that was found; null where time ran out first.</param>
/// <param name="Hashes">How many hashes were tried.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Threads">On how many threads.</param>
/// <param name="Width">How many nonces each of them tried at once.</param>
/// <param name="BareHashesPerSecond">
/// What the same threads did just before in a loop that calls <c>SHA256.HashData</c> twice for each header; zero where that was not asked
/// for.
/// </param>
public sealed record MiningReport(
    BlockHeader? Found, long Hashes, TimeSpan Elapsed, int Threads, int Width, double BareHashesPerSecond)
{
    /// <summary>Whether it took long enough for its speed to mean something.</summary>
    public bool HasSpeed => Elapsed >= TimeSpan.FromSeconds(0.5);

    /// <summary>Hashes a second of all threads together.</summary>
    public double HashesPerSecond => Hashes / Elapsed.TotalSeconds;
}
