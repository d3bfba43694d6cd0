using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining;

namespace Faultline.Systems.Bitcoin.Attacks;

/// <summary>Keeps its blocks to itself and publishes them when others catch up, so that the work of others is in vain.</summary>
/// <remarks>
/// <para>
/// Eyal and Sirer, "Majority is not Enough: Bitcoin Mining is Vulnerable" (2014), algorithm 1. It takes nobody's money: its gain
/// is a larger share of the blocks that stay than it has of the hash rate.
/// </para>
/// <para>
/// Which part of the others builds on its block where two are equally long (the paper's gamma) is up to the network: whose block
/// arrives first.
/// </para>
/// </remarks>
internal sealed class Selfish : MiningStrategy
{
    /// <summary>Its own last block, where it was published against another of the same height: the paper's state 0'.</summary>
    private HeaderEntry? _tie;

    /// <inheritdoc />
    public override int OnFound(MiningView view, Block found)
    {
        // Whoever finds the next block in a tie has won it, and the others would have found it if this one waited.
        var wasTie = _tie is not null && view.Own.Parent == _tie;
        _tie = null;
        return wasTie ? view.Withheld.Count : 0;
    }

    /// <inheritdoc />
    public override int OnOthers(MiningView view)
    {
        // The others' block is counted already: a lead of 0 here was one of 1 before it.
        var lead = view.Own.Height - view.Public.Height;
        if (lead == 0) _tie = view.Own;
        if (lead <= 1) return view.Withheld.Count;
        var asMany = 0;
        while (asMany < view.Withheld.Count && view.Withheld[asMany].Height <= view.Public.Height) asMany++;
        return asMany;
    }
}
