using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin;

/// <summary>What all nodes of a network must agree on about money: the defaults are Bitcoin's.</summary>
/// <remarks>
/// A network has one object of it: what is remembered of a block's validity holds for the object under which it was checked.
/// </remarks>
internal sealed class CoinRules
{
    /// <summary>How signatures are made.</summary>
    public SignatureScheme Signatures { get; init; } = new SimulatedSignatures();

    /// <summary>The largest block, in bytes. Default: 1,000,000.</summary>
    public int MostBlockBytes { get; init; } = 1_000_000;

    /// <summary>The most signatures in a block, because checking them is what costs. Default: 20,000.</summary>
    public int MostSignatures { get; init; } = 20_000;

    /// <summary>How many blocks must stand on a coinbase before it may be spent. Default: 100.</summary>
    public int Maturity { get; init; } = 100;

    /// <summary>After how many blocks the subsidy halves. Default: 210,000.</summary>
    public int HalvingInterval { get; init; } = 210_000;

    /// <summary>What the first blocks create, in satoshi. Default: 50 bitcoin.</summary>
    public long FirstSubsidy { get; init; } = 50 * Money.Bitcoin;

    /// <summary>How much new money a block may create beside its fees.</summary>
    /// <param name="height">The block's height.</param>
    /// <returns>In satoshi.</returns>
    public long Subsidy(int height)
    {
        // A shift by 64 or more would be taken modulo 64, and the subsidy would begin anew (Bitcoin Core, GetBlockSubsidy).
        var halvings = height / HalvingInterval;
        return halvings < 64 ? FirstSubsidy >> halvings : 0;
    }
}
