using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>The number that a block's hash must not exceed, and the work that this means.</summary>
public static class Target
{
    /// <summary>The target that bits state.</summary>
    /// <param name="bits">The bits.</param>
    /// <param name="limit">The easiest target of the network.</param>
    /// <param name="target">The target, where it is one.</param>
    /// <returns>Whether it is: not negative, not zero, and not above the limit.</returns>
    public static bool TryOf(uint bits, UInt256 limit, out UInt256 target)
    {
        target = CompactBits.Decode(bits, out var isNegative, out var isOverflow);
        return !isNegative && !isOverflow && !target.IsZero && target <= limit;
    }

    /// <summary>Whether a hash is proof of the work that bits ask for.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="bits">The bits.</param>
    /// <param name="limit">The easiest target of the network.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsMet(Hash256 hash, uint bits, UInt256 limit) =>
        TryOf(bits, limit, out var target) && UInt256.Of(hash) <= target;

    /// <summary>How many hashes have to be tried on average: 2^256 / (target + 1).</summary>
    /// <param name="target">The target.</param>
    /// <returns>The work.</returns>
    public static UInt256 Work(UInt256 target)
    {
        // 2^256 does not fit: it is (2^256 - 1 - target) / (target + 1) + 1.
        return target == UInt256.MaxValue ? UInt256.One : (~target / (target + UInt256.One)) + UInt256.One;
    }

    /// <summary>The work of a block with these bits.</summary>
    /// <param name="bits">The bits.</param>
    /// <returns>The work; zero where the bits are no target at all.</returns>
    public static UInt256 Work(uint bits) => TryOf(bits, UInt256.MaxValue, out var target) ? Work(target) : UInt256.Zero;

    /// <summary>How many times as hard as the easiest target of mainnet, for reports.</summary>
    /// <param name="bits">The bits.</param>
    /// <returns>The difficulty; not a number where the bits are no target.</returns>
    public static double Difficulty(uint bits) => TryOf(bits, UInt256.MaxValue, out var target)
        ? NetworkParameters.Mainnet.EasiestTarget.ToDouble() / target.ToDouble()
        : double.NaN;
}
