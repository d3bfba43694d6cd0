using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>Why a pool refuses a transaction that may be valid, in Bitcoin Core's words.</summary>
internal static class MempoolRules
{
    /// <summary>It spends a coin that nobody here has heard of: perhaps its parent is still on the way.</summary>
    public static readonly Rejection MissingInputs = new("bad-txns-inputs-missingorspent", RejectionKind.Missing);

    public static readonly Rejection IsCoinbase = new("coinbase", RejectionKind.Invalid);
    public static readonly Rejection UnknownVersion = Unwanted("version");
    public static readonly Rejection TooLarge = Unwanted("tx-size");
    public static readonly Rejection Dust = Unwanted("dust");
    public static readonly Rejection NotFinal = Unwanted("non-final");
    public static readonly Rejection CoinsTooYoung = Unwanted("non-BIP68-final");
    public static readonly Rejection PrematureCoinbase = Unwanted("bad-txns-premature-spend-of-coinbase");
    public static readonly Rejection AlreadyHere = Unwanted("txn-already-in-mempool");
    public static readonly Rejection AlreadyConfirmed = Unwanted("txn-already-known");
    public static readonly Rejection BelowLeastFee = Unwanted("min relay fee not met");
    public static readonly Rejection BelowFloor = Unwanted("mempool min fee not met");
    public static readonly Rejection Full = Unwanted("mempool full");
    public static readonly Rejection TooLongChain = Unwanted("too-long-mempool-chain");
    public static readonly Rejection Conflict = Unwanted("txn-mempool-conflict");
    public static readonly Rejection SpendsConflicting = Unwanted("bad-txns-spends-conflicting-tx");
    public static readonly Rejection AddsUnconfirmed = Unwanted("replacement-adds-unconfirmed");
    public static readonly Rejection ReplacesTooMany = Unwanted("too many potential replacements");
    public static readonly Rejection InsufficientFee = Unwanted("insufficient fee");

    /// <summary>The highest version that this node knows the meaning of.</summary>
    private const int NewestVersion = 2;

    /// <summary>Checks what needs no coins.</summary>
    /// <param name="transaction">Any transaction.</param>
    /// <param name="policy">What the node wants.</param>
    /// <param name="height">The height of the next block.</param>
    /// <param name="medianTimePast">The median time past of the block before it.</param>
    public static Rejection? Check(Transaction transaction, MempoolPolicy policy, int height, uint medianTimePast)
    {
        if (TransactionRules.Check(transaction) is { } broken) return broken;
        if (transaction.IsCoinbase) return IsCoinbase;
        if (transaction.Version is < 1 or > NewestVersion) return UnknownVersion;
        if (transaction.Size > policy.MostTransactionBytes) return TooLarge;
        foreach (var output in transaction.Outputs)
            if (output.IsSpendable && output.Amount < policy.LeastOutput)
                return Dust;
        return LockTimes.IsFinal(transaction, height, medianTimePast) ? null : NotFinal;
    }

    private static Rejection Unwanted(string reason) => new(reason, RejectionKind.Unwanted);
}
