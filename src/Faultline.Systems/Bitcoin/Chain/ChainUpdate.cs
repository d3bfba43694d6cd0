using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Chain;

/// <summary>How a node's chain has changed.</summary>
/// <param name="Disconnected">The blocks that it left, the highest first.</param>
/// <param name="Connected">The blocks that it took on, the lowest first.</param>
/// <param name="Failed">Blocks that turned out to break a rule, and which.</param>
internal sealed record ChainUpdate(
    IReadOnlyList<ChainBlock> Disconnected, IReadOnlyList<ChainBlock> Connected, IReadOnlyList<FailedBlock> Failed)
{
    /// <summary>Whether the chain ends elsewhere now.</summary>
    public bool HasMoved => Connected.Count + Disconnected.Count > 0;
}

/// <summary>A block in a node's chain.</summary>
/// <param name="Entry">Its header.</param>
/// <param name="Block">The block.</param>
/// <param name="Undo">What it spent.</param>
internal sealed record ChainBlock(HeaderEntry Entry, Block Block, BlockUndo Undo);

/// <summary>A block that breaks a rule.</summary>
/// <param name="Entry">Its header.</param>
/// <param name="Why">The rule.</param>
internal sealed record FailedBlock(HeaderEntry Entry, Rejection Why);
