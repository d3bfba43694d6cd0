using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>A Merkle tree over the parts of a state, so that each part can be verified by itself, whoever sends it.</summary>
/// <remarks>
/// Leaves and inner nodes are hashed with different first bytes, and a node without a sister goes up as it is, so that no other list of
/// parts has the same root.
/// </remarks>
internal sealed class StateTree
{
    private readonly Hash256[][] _levels;

    private StateTree(Hash256[][] levels) => _levels = levels;

    public Hash256 Root => _levels[^1][0];

    /// <summary>The tree over a state.</summary>
    public static StateTree Of(ReadOnlySpan<byte> state, int chunk)
    {
        var leaves = new Hash256[Count(state.Length, chunk)];
        for (var i = 0; i < leaves.Length; i++) leaves[i] = Leaf(state[(i * chunk)..Math.Min(state.Length, (i + 1) * chunk)]);
        List<Hash256[]> levels = [leaves];
        while (levels[^1] is { Length: > 1 } below)
        {
            var above = new Hash256[(below.Length + 1) / 2];
            for (var i = 0; i < above.Length; i++)
                above[i] = (2 * i) + 1 < below.Length ? Inner(below[2 * i], below[(2 * i) + 1]) : below[2 * i];
            levels.Add(above);
        }

        return new StateTree([.. levels]);
    }

    /// <summary>How many parts a state of a length has; at least 1.</summary>
    public static int Count(int length, int chunk) => Math.Max(1, (int)(((long)length + chunk - 1) / chunk));

    /// <summary>The sisters on the way from a part to the root.</summary>
    public Hash256[] PathOf(int index)
    {
        var path = new List<Hash256>();
        foreach (var level in _levels.AsSpan(0, _levels.Length - 1))
        {
            if ((index ^ 1) < level.Length) path.Add(level[index ^ 1]);
            index /= 2;
        }

        return [.. path];
    }

    /// <summary>The root to which a part leads; null where the way has another length than it must have.</summary>
    public static Hash256? RootOf(ReadOnlySpan<byte> part, int index, int count, Hash256[] path)
    {
        var hash = Leaf(part);
        var used = 0;
        for (; count > 1; count = (count + 1) / 2, index /= 2)
        {
            if ((index ^ 1) >= count) continue;
            if (used == path.Length) return null;
            hash = index % 2 == 0 ? Inner(hash, path[used]) : Inner(path[used], hash);
            used++;
        }

        return used == path.Length ? hash : null;
    }

    private static Hash256 Leaf(ReadOnlySpan<byte> part)
    {
        var bytes = new byte[part.Length + 1];
        part.CopyTo(bytes.AsSpan(1));
        return Hash256.Sha256(bytes);
    }

    private static Hash256 Inner(in Hash256 left, in Hash256 right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Hash256.Size)];
        bytes[0] = 1;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Hash256.Size)..]);
        return Hash256.Sha256(bytes);
    }
}
