using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Blocks;

/// <summary>
/// The rules that a block's body keeps or breaks whatever stands before it (Bitcoin Core, CheckBlock and ContextualCheckBlock).
/// </summary>
internal static class BlockRules
{
    public static readonly Rejection BadMerkleRoot = Mutated("bad-txnmrklroot");

    /// <summary>CVE-2012-2459: repeated transactions with the root of the block without the repetition.</summary>
    public static readonly Rejection DuplicateTransactions = Mutated("bad-txns-duplicate");

    /// <summary>
    /// An inner node of the tree can stand in for a transaction of 64 bytes (BIP54), so such a body proves nothing about its header.
    /// </summary>
    public static readonly Rejection LooksLikeInnerNode = Mutated(TransactionRules.LooksLikeInnerNode.Reason);

    public static readonly Rejection BadLength = Invalid("bad-blk-length");
    public static readonly Rejection NoCoinbase = Invalid("bad-cb-missing");
    public static readonly Rejection SeveralCoinbases = Invalid("bad-cb-multiple");
    public static readonly Rejection TooManySignatures = Invalid("bad-blk-sigops");
    public static readonly Rejection BadHeight = Invalid("bad-cb-height");
    public static readonly Rejection NotFinal = Invalid("bad-txns-nonfinal");

    private static readonly Rejection Kept = Invalid("kept");

    /// <summary>Checks what the block says of itself, once for all nodes of a network.</summary>
    /// <returns>The first rule that it breaks, or null.</returns>
    public static Rejection? Check(Block block, CoinRules rules)
    {
        if (block.Verdict is not { } known || known.Rules != rules)
            block.Verdict = known = new BodyVerdict(rules, FirstBroken(block, rules) ?? Kept);
        return ReferenceEquals(known.Found, Kept) ? null : known.Found;
    }

    /// <summary>Checks what depends on the block's place alone.</summary>
    /// <param name="block">A block that <see cref="Check"/> has passed.</param>
    /// <param name="height">Its height.</param>
    /// <param name="medianTimePast">The median time past of the block before.</param>
    public static Rejection? CheckPlace(Block block, int height, uint medianTimePast)
    {
        foreach (var transaction in block.Transactions)
            if (!LockTimes.IsFinal(transaction, height, medianTimePast))
                return NotFinal;
        return Coinbase.HasHeight(block.Transactions[0], height) ? null : BadHeight;
    }

    private static Rejection? FirstBroken(Block block, CoinRules rules)
    {
        // The root is first: a body that is not the header's says nothing about the header, whatever else is wrong with it.
        var transactions = block.Transactions;
        var ids = new Hash256[transactions.Length];
        for (var i = 0; i < ids.Length; i++) ids[i] = transactions[i].Id;
        if (MerkleTree.Root(ids, out var isMutated) != block.Header.MerkleRoot) return BadMerkleRoot;
        if (isMutated) return DuplicateTransactions;
        foreach (var transaction in transactions)
            if (TransactionRules.Check(transaction) == TransactionRules.LooksLikeInnerNode)
                return LooksLikeInnerNode;

        if (transactions.IsEmpty || block.Size > rules.MostBlockBytes) return BadLength;
        if (!transactions[0].IsCoinbase) return NoCoinbase;
        foreach (var transaction in transactions[1..])
            if (transaction.IsCoinbase)
                return SeveralCoinbases;

        var signatures = 0;
        foreach (var transaction in transactions)
        {
            if (TransactionRules.Check(transaction) is { } broken) return broken;
            if (!transaction.IsCoinbase) signatures += transaction.Inputs.Length;
        }

        return signatures > rules.MostSignatures ? TooManySignatures : null;
    }

    private static Rejection Invalid(string reason) => new(reason, RejectionKind.Invalid);

    private static Rejection Mutated(string reason) => new(reason, RejectionKind.Mutated);
}

/// <summary>What <see cref="BlockRules"/> has found.</summary>
/// <param name="Rules">The network's rules.</param>
/// <param name="Found">The rule that is broken, or the mark for none.</param>
internal sealed record BodyVerdict(CoinRules Rules, Rejection Found);
