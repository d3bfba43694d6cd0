using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>Makes transactions whose every input is signed.</summary>
internal static class TransactionSigner
{
    /// <summary>Signs what spends some coins.</summary>
    /// <param name="spent">The coins with the keys that open them.</param>
    /// <param name="outputs">What is created.</param>
    /// <param name="lockTime">From when on it may stand in a block.</param>
    /// <param name="version">The format's version.</param>
    public static Transaction Sign(
        IReadOnlyList<Spending> spent, IReadOnlyList<TransactionOutput> outputs, uint lockTime = 0, int version = 2)
    {
        TransactionInput[] inputs =
            [.. spent.Select(static coin => new TransactionInput(coin.At, coin.Key.PublicKey, default, coin.Sequence))];
        TransactionOutput[] coins = [.. spent.Select(static coin => coin.Output)];
        var shared = SignatureDigest.Shared(version, inputs, coins, [.. outputs], lockTime);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (var i = 0; i < inputs.Length; i++)
        {
            SignatureDigest.Write(shared, i, digest);
            inputs[i] = inputs[i] with { Signature = spent[i].Key.Sign(digest) };
        }

        return new Transaction(version, inputs, outputs, lockTime);
    }
}

/// <summary>A coin that is to be spent.</summary>
/// <param name="At">Its name.</param>
/// <param name="Output">The coin.</param>
/// <param name="Key">The key that opens its lock.</param>
/// <param name="Sequence">The input's sequence number.</param>
internal sealed record Spending(OutPoint At, TransactionOutput Output, KeyPair Key, uint Sequence = TransactionInput.Final);
