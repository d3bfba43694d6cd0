namespace Faultline.Systems.BlockChain;

/// <summary>The root over a block's transactions: pairs of hashes are hashed together, row by row, until one is left.</summary>
/// <remarks>
/// <para>
/// A row of odd length hashes its last entry with itself. So a list whose last entries are repeated can have the root of the list without
/// the repetition (CVE-2012-2459): the header does not tell them apart. Such a list is mutated. It must be refused, and the header's hash
/// must not be remembered as failed, because the list without the repetition may be valid.
/// </para>
/// <para>
/// Leaves and inner nodes are hashed alike, and an inner node is the hash of 64 bytes. A transaction of exactly 64 bytes can therefore pass
/// for an inner node, and an inner node for a transaction: see <see cref="MerkleProof"/>.
/// </para>
/// </remarks>
public static class MerkleTree
{
    /// <summary>How many leaves fit on the stack.</summary>
    private const int FewLeaves = 32;

    /// <summary>The root, and whether the list is mutated.</summary>
    /// <param name="leaves">The names of the transactions in their order.</param>
    /// <param name="isMutated">Whether two neighbours of some row are equal, which no list without repetition has.</param>
    /// <returns>The root; zero for no leaves.</returns>
    public static Hash256 Root(ReadOnlySpan<Hash256> leaves, out bool isMutated)
    {
        isMutated = false;
        if (leaves.IsEmpty) return Hash256.Zero;
        // One more, for the repeated last entry of an odd row.
        var row = leaves.Length <= FewLeaves ? stackalloc Hash256[FewLeaves + 1] : new Hash256[leaves.Length + 1];
        leaves.CopyTo(row);
        for (var length = leaves.Length; length > 1; length = (length + 1) / 2)
        {
            for (var i = 0; i + 1 < length; i += 2) isMutated |= row[i] == row[i + 1];
            if (length % 2 == 1) row[length] = row[length - 1];
            for (var i = 0; i < length; i += 2) row[i / 2] = Parent(row[i], row[i + 1]);
        }

        return row[0];
    }

    /// <summary>The root of a list that is known not to be mutated, such as one's own.</summary>
    /// <param name="leaves">The names of the transactions in their order.</param>
    /// <returns>The root; zero for no leaves.</returns>
    public static Hash256 Root(ReadOnlySpan<Hash256> leaves) => Root(leaves, out _);

    /// <summary>The node above two others.</summary>
    /// <param name="left">The left one.</param>
    /// <param name="right">The right one.</param>
    /// <returns>The hash over both.</returns>
    public static Hash256 Parent(Hash256 left, Hash256 right)
    {
        Span<byte> both = stackalloc byte[2 * Hash256.Size];
        left.Write(both);
        right.Write(both[Hash256.Size..]);
        return Hash256.DoubleSha256(both);
    }
}
