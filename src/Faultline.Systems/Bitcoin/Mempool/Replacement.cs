using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>Whether a transaction may take the place of others that spend the same coins (BIP125).</summary>
internal static class Replacement
{
    /// <summary>Decides.</summary>
    /// <param name="graph">The pool's transactions.</param>
    /// <param name="candidate">The new one.</param>
    /// <param name="fee">Its fee, in satoshi.</param>
    /// <param name="policy">What the node wants.</param>
    /// <param name="replaced">What it replaces, with everything that depends on that.</param>
    /// <returns>Why it may not, or null.</returns>
    public static Rejection? Check(
        MempoolGraph graph, Transaction candidate, long fee, MempoolPolicy policy, out List<MempoolEntry> replaced)
    {
        replaced = [];
        var conflicts = graph.ConflictsOf(candidate);
        if (conflicts.Count == 0) return null;

        // Rule 1: the original says that it may be replaced, itself or through one that it depends on.
        if (!policy.ReplacesAll && !conflicts.TrueForAll(conflict => IsReplaceable(graph, conflict))) return MempoolRules.Conflict;

        // Rule 5: what one transaction can make a node do is bounded; so it comes before the walk.
        if (conflicts.Sum(static conflict => conflict.Descendants.Count) > policy.MostReplaced) return MempoolRules.ReplacesTooMany;

        var parents = graph.ParentsOf(candidate);
        replaced = graph.WithDescendants(conflicts);
        foreach (var ancestor in graph.WithAncestors(parents))
            if (replaced.Contains(ancestor))
                return MempoolRules.SpendsConflicting;

        // Rule 2: it depends on nothing unconfirmed on which the originals do not, or its fee would say nothing about when it is mined.
        foreach (var parent in parents)
            if (!conflicts.Exists(conflict => conflict.Parents.Contains(parent)))
                return MempoolRules.AddsUnconfirmed;

        return PaysEnough(candidate, fee, conflicts, replaced, policy) ? null : MempoolRules.InsufficientFee;
    }

    private static bool IsReplaceable(MempoolGraph graph, MempoolEntry entry)
    {
        foreach (var ancestor in graph.WithAncestors([entry]))
            foreach (var input in ancestor.Transaction.Inputs)
                if (input.Sequence <= TransactionInput.Replaceable)
                    return true;
        return false;
    }

    private static bool PaysEnough(
        Transaction candidate, long fee, List<MempoolEntry> conflicts, List<MempoolEntry> replaced, MempoolPolicy policy)
    {
        // A miner must not be worse off in the next block either, so the rate counts as well as the fee.
        var rate = new FeeRate(fee, candidate.Size);
        foreach (var conflict in conflicts)
            if (rate <= conflict.Rate)
                return false;

        // Rules 3 and 4: it pays for everything that goes, and for its own way through the network.
        var before = 0L;
        foreach (var entry in replaced) before += entry.Fee;
        return fee - before >= FeeRate.FeeFor(policy.IncrementalRate, candidate.Size);
    }
}
