using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>Lies about the time of its blocks, so that every period seems to have taken as long as the whole attack.</summary>
/// <remarks>
/// <para>
/// The interval between the last block of a period and the first of the next is measured by nobody. So the last block of each period says
/// the truth, and all others are as early as the median rule allows: each retarget makes blocks easier, by a factor of four at most, until
/// they cost nothing (BIP 54, "Timewarp"). Where a period must begin near the end of the one before, the first block of a period is as
/// early as that allows.
/// </para>
/// <para>
/// Honest blocks would raise the median, so it builds on its own alone, which takes a majority of the hash rate.
/// </para>
/// </remarks>
/// <param name="parameters">The network.</param>
internal sealed class Timewarp(NetworkParameters parameters) : MiningStrategy
{
    private HeaderEntry? _own;

    /// <inheritdoc />
    public override HeaderEntry Parent(MiningView view) => _own ?? view.Own;

    /// <inheritdoc />
    public override uint TimeOf(HeaderEntry parent, long now)
    {
        var height = parent.Height + 1;
        var least = parent.MedianTimePast + 1;
        if (Retargeting.StartsPeriod(height + 1, parameters)) return (uint)Math.Max(now, least);
        return Retargeting.StartsPeriod(height, parameters) && parameters.TimewarpGraceSeconds is { } grace
            ? (uint)Math.Max(least, (long)parent.Header.Time - grace)
            : least;
    }

    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found)
    {
        _own = view.Withheld[^1];
        return view.Withheld.Count;
    }

    /// <inheritdoc />
    public override int OnOthers(MiningView view) => view.Withheld.Count;
}
