using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>The rules that a transaction keeps or breaks whatever coins there are (Bitcoin Core, CheckTransaction).</summary>
internal static class TransactionRules
{
    /// <summary>The shortest and the longest free field of a coinbase, in bytes.</summary>
    public const int LeastCoinbaseBytes = 2, MostCoinbaseBytes = 100;

    /// <summary>How many inputs are compared pair by pair before a table is worth its memory.</summary>
    private const int FewInputs = 8;

    public static readonly Rejection NoInputs = Invalid("bad-txns-vin-empty");
    public static readonly Rejection NoOutputs = Invalid("bad-txns-vout-empty");
    public static readonly Rejection NegativeOutput = Invalid("bad-txns-vout-negative");
    public static readonly Rejection OutputTooLarge = Invalid("bad-txns-vout-toolarge");
    public static readonly Rejection OutputsTooLarge = Invalid("bad-txns-txouttotal-toolarge");
    public static readonly Rejection DataTooLarge = Invalid("bad-txns-data-toolarge");
    public static readonly Rejection DuplicateInputs = Invalid("bad-txns-inputs-duplicate");
    public static readonly Rejection CoinbaseLength = Invalid("bad-cb-length");
    public static readonly Rejection NullPrevout = Invalid("bad-txns-prevout-null");

    /// <summary>A transaction of 64 bytes can pass for an inner node of a Merkle tree (BIP54).</summary>
    public static readonly Rejection LooksLikeInnerNode = Invalid("bad-txns-64bytes");

    /// <summary>Says that the rules were checked and kept.</summary>
    private static readonly Rejection Kept = Invalid("kept");

    /// <summary>Checks a transaction once, and remembers what came of it.</summary>
    /// <returns>The first rule that it breaks, or null.</returns>
    public static Rejection? Check(Transaction transaction)
    {
        var found = transaction.Verdict ??= FirstBroken(transaction) ?? Kept;
        return ReferenceEquals(found, Kept) ? null : found;
    }

    private static Rejection? FirstBroken(Transaction transaction)
    {
        if (transaction.Inputs.IsEmpty) return NoInputs;
        if (transaction.Outputs.IsEmpty) return NoOutputs;
        if (transaction.Size == 2 * Hash256.Size) return LooksLikeInnerNode;
        if (CheckOutputs(transaction.Outputs) is { } broken) return broken;
        if (HasDuplicate(transaction.Inputs)) return DuplicateInputs;
        if (transaction.IsCoinbase)
            return transaction.Inputs[0].Signature.Length is < LeastCoinbaseBytes or > MostCoinbaseBytes ? CoinbaseLength : null;
        foreach (var input in transaction.Inputs)
            if (input.Prevout.IsNone)
                return NullPrevout;
        return null;
    }

    private static Rejection? CheckOutputs(ReadOnlySpan<TransactionOutput> outputs)
    {
        var total = 0L;
        foreach (var output in outputs)
        {
            if (output.Amount < 0) return NegativeOutput;
            if (output.Amount > Money.Most) return OutputTooLarge;

            // CVE-2010-5139: the sum of two outputs wrapped round, and 184 billion bitcoin were created. Each term and the sum stay in
            // range.
            total += output.Amount;
            if (total > Money.Most) return OutputsTooLarge;
            if (output.Data.Length > TransactionOutput.MostData) return DataTooLarge;
        }

        return null;
    }

    /// <summary>
    /// CVE-2018-17144: a transaction that names a coin twice spends it twice, where only blocks' transactions are not checked for it.
    /// </summary>
    private static bool HasDuplicate(ReadOnlySpan<TransactionInput> inputs)
    {
        if (inputs.Length <= FewInputs)
        {
            for (var i = 1; i < inputs.Length; i++)
                for (var j = 0; j < i; j++)
                    if (inputs[i].Prevout == inputs[j].Prevout)
                        return true;
            return false;
        }

        var seen = new HashSet<OutPoint>(inputs.Length);
        foreach (var input in inputs)
            if (!seen.Add(input.Prevout))
                return true;
        return false;
    }

    private static Rejection Invalid(string reason) => new(reason, RejectionKind.Invalid);
}
