using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>How a node tells another, in a few hashes, which chain it has, and what the other makes of them.</summary>
public static class Locator
{
    /// <summary>How many hashes a locator may have (Bitcoin Core, MAX_LOCATOR_SZ).</summary>
    public const int MostHashes = 101;

    /// <summary>How many headers answer it at most (Bitcoin Core, MAX_HEADERS_RESULTS).</summary>
    public const int MostHeaders = 2000;

    private const int SingleSteps = 10;

    /// <summary>Hashes from a block back to the first: ten of the newest, and then with gaps that double.</summary>
    /// <param name="tip">The block.</param>
    /// <returns>The hashes, the newest first; for a chain of n blocks about 10 + log2 n.</returns>
    public static Hash256[] Of(HeaderEntry tip)
    {
        var hashes = new List<Hash256>();
        var step = 1;
        for (var height = tip.Height; height > 0; height -= step)
        {
            hashes.Add(tip.Ancestor(height).Hash);
            if (hashes.Count >= SingleSteps) step = Math.Min(2 * step, tip.Height);
        }

        return [.. hashes, tip.Ancestor(0).Hash];
    }

    /// <summary>The newest block of a chain that a locator names.</summary>
    /// <param name="tree">The blocks that are known.</param>
    /// <param name="tip">Where the chain ends.</param>
    /// <param name="locator">Hashes from a peer, of any number and content.</param>
    /// <returns>The block; the first one where no hash is known.</returns>
    public static HeaderEntry FindFork(BlockTree tree, HeaderEntry tip, IReadOnlyList<Hash256> locator)
    {
        foreach (var hash in locator)
        {
            if (tree.Find(hash) is not { } entry) continue;
            if (entry.IsAncestorOf(tip)) return entry;
            if (tip.IsAncestorOf(entry)) return tip;
        }

        return tree.Genesis;
    }

    /// <summary>The blocks of a chain that follow one of it.</summary>
    /// <param name="tip">Where the chain ends.</param>
    /// <param name="after">A block of the chain.</param>
    /// <param name="stop">The hash of the last one that is wanted; zero for as many as possible.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>The blocks, the oldest first.</returns>
    public static IReadOnlyList<HeaderEntry> Following(HeaderEntry tip, HeaderEntry after, Hash256 stop, int most = MostHeaders)
    {
        var blocks = new HeaderEntry[Math.Min(tip.Height - after.Height, most)];
        var at = tip.Ancestor(after.Height + blocks.Length);
        for (var i = blocks.Length - 1; i >= 0; i--)
        {
            blocks[i] = at;
            at = at.Parent!;
        }

        var last = stop == Hash256.Zero ? -1 : Array.FindIndex(blocks, block => block.Hash == stop);
        return last < 0 ? blocks : blocks[..(last + 1)];
    }
}
