using Faultline.Systems.Bitcoin.Transactions;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>An output that nobody has spent, with what its spender is asked. It never changes and is shared by all nodes' sets.</summary>
/// <param name="at">Its name.</param>
/// <param name="output">The output.</param>
/// <param name="height">The height of the block that created it.</param>
/// <param name="medianTimePast">The median time past of the block before that one: the coin's birthday by BIP68.</param>
/// <param name="isCoinbase">Whether it is new money, which has to mature.</param>
internal sealed class Coin(OutPoint at, TransactionOutput output, int height, uint medianTimePast, bool isCoinbase)
{
    /// <summary>Its name.</summary>
    public OutPoint At { get; } = at;

    /// <summary>The output.</summary>
    public TransactionOutput Output { get; } = output;

    /// <summary>How much, in satoshi.</summary>
    public long Amount => Output.Amount;

    /// <summary>The height of the block that created it.</summary>
    public int Height { get; } = height;

    /// <summary>The median time past of the block before that one, in seconds since 1970.</summary>
    public uint MedianTimePast { get; } = medianTimePast;

    /// <summary>Whether it is new money.</summary>
    public bool IsCoinbase { get; } = isCoinbase;
}
