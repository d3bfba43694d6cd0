using Faultline.Model.Invariants;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Chain;

/// <summary>The chain that one node follows, and the coins at its end.</summary>
/// <remarks>
/// Guarantees: 1. the coins are always those after <see cref="Tip"/>; 2. the chain moves to another branch as a whole or not at all: where
/// a
/// block of the new branch fails, the node stays where it was; 3. a block that breaks a rule is not tried again, nor is what builds on it.
/// </remarks>
/// <param name="tree">The headers that the node knows.</param>
/// <param name="pool">The results that it shares with the other nodes of its process; one of its own will do.</param>
internal sealed class ChainState(BlockTree tree, CoinPool pool)
{
    private readonly Dictionary<HeaderEntry, Block> _blocks = [];
    private readonly Dictionary<HeaderEntry, BlockUndo> _undo = [];

    /// <summary>The headers that the node knows.</summary>
    public BlockTree Tree => tree;

    /// <summary>The network's rules.</summary>
    public CoinRules Rules => pool.Rules;

    /// <summary>The last block of the chain.</summary>
    public HeaderEntry Tip { get; private set; } = tree.Genesis;

    /// <summary>The coins after it.</summary>
    public CoinSet Coins { get; private set; } = pool.Genesis;

    /// <summary>Where the next block stands.</summary>
    public BlockPlace Next => new(Tip.Height + 1, Tip.MedianTimePast, pool.Rules);

    /// <summary>The block with a header, where the node has it; null for the first, which has no body.</summary>
    public Block? Find(HeaderEntry entry) => _blocks.GetValueOrDefault(entry);

    /// <summary>What a block of the chain spent; null for the first and for blocks beside the chain.</summary>
    public BlockUndo? UndoOf(HeaderEntry entry) => _undo.GetValueOrDefault(entry);

    /// <summary>How many blocks were connected, all attempts included.</summary>
    public long Connections { get; private set; }

    /// <summary>The coins after a block of the chain, as bytes.</summary>
    /// <param name="entry">The block's header.</param>
    /// <param name="write">Writes them.</param>
    public byte[] ImageAfter(HeaderEntry entry, Func<CoinImage, byte[]> write) =>
        pool.ImageOf(entry, CoinsAt(entry, BlocksDownTo(entry)), write);

    /// <summary>Begins after a block whose coins were written down, rather than after the first.</summary>
    /// <param name="image">The coins, from the node's own disk.</param>
    /// <returns>Whether the block is there and the best chain contains it; where not, nothing has changed.</returns>
    public bool TryResume(CoinImage image)
    {
        if (Tip.Parent is not null || tree.Find(image.Block) is not { Parent: not null } entry || !entry.IsAncestorOf(tree.BestBlock))
            return false;
        if (pool.Find(entry) is not { } coins) pool.Keep(entry, coins = image.Coins);
        Invariant.Holds(
            (coins.Count, coins.Total) == (image.Coins.Count, image.Coins.Total),
            $"{image.Coins.Count} coins were written down for height {entry.Height}, where there are {coins.Count}");
        for (var at = entry; at.Parent is { } parent; at = parent) tree.MarkValid(at);
        (Tip, Coins) = (entry, coins);
        return true;
    }

    /// <summary>Takes in the body of a header that the tree has. <see cref="Activate"/> then does what follows from it.</summary>
    /// <param name="entry">The header.</param>
    /// <param name="block">The block.</param>
    /// <returns>The rule that it breaks, or null.</returns>
    public Rejection? Add(HeaderEntry entry, Block block)
    {
        if (tree.Is(entry, BlockStatus.AnyFailure)) return HeaderRules.AlreadyFailed;
        if (entry.Parent is null || tree.Is(entry, BlockStatus.HasData)) return null;
        var broken = BlockRules.Check(block, pool.Rules)
            ?? BlockRules.CheckPlace(block, entry.Height, entry.Parent.MedianTimePast);
        if (broken is not null)
        {
            if (broken.IsFinal) tree.MarkFailed(entry);
            return broken;
        }

        _blocks.Add(entry, block);
        tree.AddData(entry);
        return null;
    }

    /// <summary>Moves the chain to the best block, as far as that keeps all rules.</summary>
    /// <returns>What has changed.</returns>
    public ChainUpdate Activate()
    {
        // Each round ends the search or marks a block as failed, so it ends.
        var failed = new List<FailedBlock>();
        while (tree.BestBlock != Tip)
        {
            if (TryMoveTo(tree.BestBlock, failed) is { } update) return update;
        }

        return new ChainUpdate([], [], failed);
    }

    private ChainUpdate? TryMoveTo(HeaderEntry target, List<FailedBlock> failed)
    {
        // Nothing is changed before everything is known to be valid: sets are never changed, so the old one is there all the time.
        var fork = Tip.Fork(target);
        var disconnected = BlocksDownTo(fork);
        var coins = CoinsAt(fork, disconnected);
        var connected = new List<ChainBlock>();
        for (var height = fork.Height + 1; height <= target.Height; height++)
        {
            var entry = target.Ancestor(height);
            var block = _blocks[entry];
            Connections++;
            var connection = pool.Connect(entry, block, coins);
            if (connection.Rejection is { } why)
            {
                failed.Add(new FailedBlock(entry, why));
                tree.MarkFailed(entry);
                return null;
            }

            connected.Add(new ChainBlock(entry, block, connection.Undo));
            coins = connection.After;
        }

        foreach (var left in disconnected) _undo.Remove(left.Entry);
        foreach (var taken in connected)
        {
            _undo.Add(taken.Entry, taken.Undo);
            tree.MarkValid(taken.Entry);
        }

        (Tip, Coins) = (target, coins);
        return new ChainUpdate(disconnected, connected, failed);
    }

    private List<ChainBlock> BlocksDownTo(HeaderEntry fork)
    {
        if (Tip != fork && !_undo.ContainsKey(Tip.Ancestor(fork.Height + 1))) FindUndo();
        var blocks = new List<ChainBlock>();
        for (var entry = Tip; entry != fork; entry = entry.Parent!) blocks.Add(new ChainBlock(entry, _blocks[entry], _undo[entry]));
        return blocks;
    }

    /// <summary>What blocks spent before the chain was resumed is on no disk: they are connected again. It is seldom needed.</summary>
    private void FindUndo()
    {
        var coins = pool.Genesis;
        for (var height = 1; height <= Tip.Height; height++)
        {
            var entry = Tip.Ancestor(height);
            Connections++;
            var connection = pool.Connect(entry, _blocks[entry], coins);
            Invariant.Holds(connection.Rejection is null, $"block {height} of the chain is refused: {connection.Rejection}");
            _undo.TryAdd(entry, connection.Undo);
            coins = connection.After;
        }
    }

    private CoinSet CoinsAt(HeaderEntry fork, List<ChainBlock> above)
    {
        if (above.Count == 0) return Coins;
        if (pool.Find(fork) is { } known) return known;
        var coins = Coins;
        foreach (var (entry, block, undo) in above)
        {
            var before = BlockConnector.Disconnect(block, coins, undo);
            Invariant.Holds(before is not null, $"{block} at height {entry.Height} cannot be taken back from the coins after it");
            coins = before!;
        }

        pool.Keep(fork, coins);
        return coins;
    }
}
