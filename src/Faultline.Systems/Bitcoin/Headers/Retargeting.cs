namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>How the target follows the hash rate.</summary>
/// <remarks>
/// The rule has quirks that every node must share. A period of 2016 blocks is measured from its first block to its last, which are 2015
/// intervals: with a constant hash rate blocks take 600.6 s on average. The measured time is clamped, not the ratio. The quotient is
/// rounded down, and again by the compact form. And the last interval of each period is measured by nobody, which is what timewarp uses.
/// </remarks>
public static class Retargeting
{
    /// <summary>By what factor the measured time may be off at most.</summary>
    private const int Clamp = 4;

    /// <summary>The bits that the block after another must state.</summary>
    /// <param name="parent">The block before it.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>The bits.</returns>
    public static uint BitsAfter(HeaderEntry parent, NetworkParameters parameters)
    {
        var interval = parameters.RetargetInterval;
        if (!StartsPeriod(parent.Height + 1, parameters)) return parent.Header.Bits;
        var first = parent.Ancestor(parent.Height + 1 - interval);
        return Retarget(first.Header.Time, parent.Header.Time, parent.Header.Bits, parameters);
    }

    /// <summary>Whether a height is the first of a new period.</summary>
    /// <param name="height">The height.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>Whether it is.</returns>
    public static bool StartsPeriod(int height, NetworkParameters parameters) =>
        parameters.RetargetInterval > 0 && height % parameters.RetargetInterval == 0;

    /// <summary>The bits after a period.</summary>
    /// <param name="first">The time of its first block.</param>
    /// <param name="last">The time of its last, which may be before.</param>
    /// <param name="bits">Its bits.</param>
    /// <param name="parameters">The network.</param>
    /// <returns>The bits of the next.</returns>
    public static uint Retarget(uint first, uint last, uint bits, NetworkParameters parameters)
    {
        var wanted = parameters.RetargetSeconds;
        var measured = Math.Clamp((long)last - first, wanted / Clamp, wanted * Clamp);
        var target = CompactBits.Decode(bits, out _, out _).MultiplyDivide((uint)measured, (uint)wanted);
        return CompactBits.Encode(target < parameters.EasiestTarget ? target : parameters.EasiestTarget);
    }
}
