using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>What connecting a block to a set of coins gives: the next set, or why there is none.</summary>
/// <param name="Rejection">Why it cannot be connected; else null.</param>
/// <param name="After">The coins after it; where it cannot be connected, those before.</param>
/// <param name="Undo">How to take it back.</param>
/// <param name="Fees">What its transactions leave to the miner, in satoshi.</param>
/// <param name="Burnt">What it loses for good, in satoshi: what its coinbase does not claim, and what stands beside data.</param>
internal sealed record Connection(Rejection? Rejection, CoinSet After, BlockUndo Undo, long Fees, long Burnt);

/// <summary>What decides a block's validity beside the block and the coins.</summary>
/// <param name="Height">Its height.</param>
/// <param name="MedianTimePast">The median time past of the block before it, in seconds since 1970.</param>
/// <param name="Rules">The network's rules.</param>
internal readonly record struct BlockPlace(int Height, uint MedianTimePast, CoinRules Rules);
