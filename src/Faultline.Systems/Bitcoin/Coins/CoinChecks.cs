using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>
/// The rules that a transaction keeps or breaks given the coins that it spends (Bitcoin Core, CheckTxInputs and CheckInputScripts).
/// </summary>
internal static class CoinChecks
{
    public static readonly Rejection Missing = Invalid("bad-txns-inputs-missingorspent");
    public static readonly Rejection PrematureCoinbase = Invalid("bad-txns-premature-spend-of-coinbase");
    public static readonly Rejection InputsOutOfRange = Invalid("bad-txns-inputvalues-outofrange");
    public static readonly Rejection InputsBelowOutputs = Invalid("bad-txns-in-belowout");

    /// <summary>The key does not open the coin's lock, or its signature is not good; Core's words for a script that fails.</summary>
    public static readonly Rejection BadSignature = Invalid("mandatory-script-verify-flag-failed");

    /// <summary>Checks amounts and maturity, and computes the fee.</summary>
    /// <param name="transaction">No coinbase, and one that keeps the rules of its own.</param>
    /// <param name="spent">The coins that it spends, in the order of its inputs.</param>
    /// <param name="height">The height of the block that it is to stand in.</param>
    /// <param name="maturity">How many blocks must stand on a coinbase.</param>
    /// <param name="fee">What it leaves to the miner, in satoshi.</param>
    public static Rejection? CheckAmounts(Transaction transaction, ReadOnlySpan<Coin> spent, int height, int maturity, out long fee)
    {
        fee = 0;
        var given = 0L;
        foreach (var coin in spent)
        {
            if (coin.IsCoinbase && height - coin.Height < maturity) return PrematureCoinbase;
            given += coin.Amount;
            if (!Money.IsInRange(given)) return InputsOutOfRange;
        }

        var taken = 0L;
        foreach (var output in transaction.Outputs) taken += output.Amount;
        if (given < taken) return InputsBelowOutputs;
        fee = given - taken;
        return null;
    }

    /// <summary>Checks that the keys open the locks, and the signatures; once for all nodes that use the scheme.</summary>
    /// <remarks>What was found good is so for ever: the ids that the inputs name are hashes over the locks and amounts as well.</remarks>
    /// <param name="transaction">No coinbase, and one that keeps the rules of its own.</param>
    /// <param name="spent">The coins that it spends, in the order of its inputs.</param>
    /// <param name="scheme">How signatures are made.</param>
    public static Rejection? CheckSignatures(Transaction transaction, ReadOnlySpan<Coin> spent, SignatureScheme scheme)
    {
        if (transaction.SignedUnder == scheme) return null;
        var outputs = new TransactionOutput[spent.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = spent[i].Output;
        var shared = SignatureDigest.Shared(
            transaction.Version, transaction.Inputs, outputs, transaction.Outputs, transaction.LockTime);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (var i = 0; i < outputs.Length; i++)
        {
            var input = transaction.Inputs[i];
            if (KeyHash.Of(input.PublicKey.Span) != outputs[i].Lock) return BadSignature;
            SignatureDigest.Write(shared, i, digest);
            if (!scheme.Verify(input.PublicKey.Span, digest, input.Signature.Span)) return BadSignature;
        }

        transaction.SignedUnder = scheme;
        return null;
    }

    private static Rejection Invalid(string reason) => new(reason, RejectionKind.Invalid);
}
