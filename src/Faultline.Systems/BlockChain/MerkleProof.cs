namespace Faultline.Systems.BlockChain;

/// <summary>Proves that a transaction is in a block to someone who has only the block's header.</summary>
/// <remarks>
/// <para>
/// A place in a list of given length has exactly one proof: a node that is the last of an odd row needs no sibling, because it is its own.
/// </para>
/// <para>
/// What the root cannot prove: that the list has this length, and that what was proved is a transaction. An inner node is the hash of 64
/// bytes (two hashes), so who could make a transaction of exactly 64 bytes could prove one that is not in the block, or show half a tree
/// as one transaction. <see cref="VerifyTransaction"/> closes the gap by refusing 64 bytes, as Bitcoin's relay does and its consensus
/// does not;
/// <see cref="Verify"/> sees hashes alone and leaves it open.
/// </para>
/// </remarks>
/// <param name="Index">The transaction's place in the block, from zero.</param>
/// <param name="Count">How many transactions the block has.</param>
/// <param name="Siblings">The hashes beside the path, from the leaf up.</param>
public sealed record MerkleProof(int Index, int Count, IReadOnlyList<Hash256> Siblings)
{
    /// <summary>
    /// The most transactions that a proof may speak of: as many of the smallest as four million bytes of block hold, and some.
    /// </summary>
    public const int MostLeaves = 1 << 17;

    /// <summary>The most siblings: one for each row of <see cref="MostLeaves"/> leaves.</summary>
    private const int MostSiblings = 17;

    /// <summary>The place is not in the list, or the list is empty or too long.</summary>
    public static readonly Rejection BadPlace = new("proof-bad-place", RejectionKind.Malformed);

    /// <summary>More or fewer siblings than the place has.</summary>
    public static readonly Rejection BadLength = new("proof-bad-length", RejectionKind.Malformed);

    /// <summary>A node and its sibling are equal: the list would be mutated (CVE-2012-2459), and the place need not exist.</summary>
    public static readonly Rejection Repeated = new("proof-repeated-node", RejectionKind.Mutated);

    /// <summary>The path leads to another root.</summary>
    public static readonly Rejection BadRoot = new("proof-bad-root", RejectionKind.Invalid);

    /// <summary>64 bytes may be an inner node.</summary>
    public static readonly Rejection AmbiguousSize = new("proof-64-byte-transaction", RejectionKind.Invalid);

    /// <summary>The proof for one place of a list.</summary>
    /// <param name="leaves">The names of the transactions in their order.</param>
    /// <param name="index">The place.</param>
    /// <returns>The proof.</returns>
    public static MerkleProof Of(ReadOnlySpan<Hash256> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var siblings = new List<Hash256>();
        Hash256[] row = [.. leaves];
        for (var (place, length) = (index, row.Length); length > 1; (place, length) = (place / 2, (length + 1) / 2))
        {
            if ((place ^ 1) < length) siblings.Add(row[place ^ 1]);
            for (var i = 0; i < length; i += 2) row[i / 2] = MerkleTree.Parent(row[i], row[Math.Min(i + 1, length - 1)]);
        }

        return new MerkleProof(index, leaves.Length, siblings);
    }

    /// <summary>Whether it proves that a hash stands at its place under a root.</summary>
    /// <param name="root">The root, from a header that was validated.</param>
    /// <param name="leaf">The hash.</param>
    /// <returns>Why not, or null.</returns>
    public Rejection? Verify(Hash256 root, Hash256 leaf)
    {
        if (Count is < 1 or > MostLeaves || Index < 0 || Index >= Count) return BadPlace;
        var (node, used) = (leaf, 0);
        for (var (place, length) = (Index, Count); length > 1; (place, length) = (place / 2, (length + 1) / 2))
        {
            var sibling = node;
            if ((place ^ 1) < length)
            {
                if (used == Siblings.Count) return BadLength;
                sibling = Siblings[used++];
                if (sibling == node) return Repeated;
            }

            node = place % 2 == 0 ? MerkleTree.Parent(node, sibling) : MerkleTree.Parent(sibling, node);
        }

        if (used != Siblings.Count) return BadLength;
        return node == root ? null : BadRoot;
    }

    /// <summary>Whether it proves that a transaction is in the block with a root.</summary>
    /// <param name="root">The root, from a header that was validated.</param>
    /// <param name="transaction">The bytes that are hashed for the transaction's name.</param>
    /// <returns>Why not, or null.</returns>
    public Rejection? VerifyTransaction(Hash256 root, ReadOnlySpan<byte> transaction) =>
        transaction.Length == 2 * Hash256.Size ? AmbiguousSize : Verify(root, Hash256.DoubleSha256(transaction));

    /// <summary>Appends the proof: place, length of the list, siblings.</summary>
    /// <param name="output">Where to.</param>
    public void Write(WireWriter output)
    {
        output.WriteCompactSize(Index);
        output.WriteCompactSize(Count);
        output.WriteCompactSize(Siblings.Count);
        foreach (var sibling in Siblings) output.WriteHash(sibling);
    }

    /// <summary>Reads a proof.</summary>
    /// <param name="bytes">Exactly one proof.</param>
    /// <param name="proof">The proof, where there is one; it has the siblings that its place needs.</param>
    /// <returns>Why the bytes are none, or null.</returns>
    public static Rejection? TryRead(ReadOnlySpan<byte> bytes, out MerkleProof? proof)
    {
        proof = null;
        var input = new WireReader(bytes);
        var (index, count) = ((int)input.ReadCompactSize(MostLeaves), (int)input.ReadCompactSize(MostLeaves));
        var siblings = new Hash256[input.ReadCount(Hash256.Size, MostSiblings)];
        foreach (ref var sibling in siblings.AsSpan()) sibling = input.ReadHash();
        if (input.End() is { } why) return why;
        if (index >= count) return BadPlace;
        if (siblings.Length != Needed(index, count)) return BadLength;
        proof = new MerkleProof(index, count, siblings);
        return null;
    }

    private static int Needed(int index, int count)
    {
        var needed = 0;
        for (var (place, length) = (index, count); length > 1; (place, length) = (place / 2, (length + 1) / 2))
            if ((place ^ 1) < length) needed++;
        return needed;
    }
}
