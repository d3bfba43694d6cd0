using System.Buffers.Binary;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>What the signature of an input signs: the whole transaction but the signatures, and the coins that it spends.</summary>
/// <remarks>
/// As in BIP143 and BIP341 it covers the amounts of the coins, so that a signer cannot be lied to about the fee, and one part is shared by
/// all
/// inputs, so that checking costs time linear in the transaction's size. The tags keep a signature from meaning anything elsewhere.
/// </remarks>
internal static class SignatureDigest
{
    private static ReadOnlySpan<byte> SharedTag => "faultline/bitcoin/transaction/1"u8;

    private static ReadOnlySpan<byte> InputTag => "faultline/bitcoin/input/1"u8;

    /// <summary>The part that all inputs share.</summary>
    /// <param name="version">The transaction's version.</param>
    /// <param name="inputs">Its inputs, of which keys and signatures do not count.</param>
    /// <param name="spent">The coins that they spend, in their order.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="lockTime">Its lock time.</param>
    public static Hash256 Shared(
        int version,
        ReadOnlySpan<TransactionInput> inputs,
        ReadOnlySpan<TransactionOutput> spent,
        ReadOnlySpan<TransactionOutput> outputs,
        uint lockTime)
    {
        var writer = new WireWriter();
        writer.WriteSizedBytes(SharedTag);
        writer.WriteInt32(version);
        writer.WriteCompactSize(inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
        {
            TransactionFormat.WriteOutPoint(writer, inputs[i].Prevout);
            writer.WriteUInt32(inputs[i].Sequence);
            TransactionFormat.WriteOutput(writer, spent[i]);
        }

        writer.WriteCompactSize(outputs.Length);
        foreach (var output in outputs) TransactionFormat.WriteOutput(writer, output);
        writer.WriteUInt32(lockTime);
        return writer.DoubleSha256();
    }

    /// <summary>What the key of one input signs.</summary>
    /// <param name="shared">The part that all inputs share.</param>
    /// <param name="input">The input's place, from 0.</param>
    /// <param name="digest">Becomes the digest: 32 bytes.</param>
    public static void Write(Hash256 shared, int input, Span<byte> digest)
    {
        Span<byte> bytes = stackalloc byte[InputTag.Length + Hash256.Size + sizeof(int)];
        InputTag.CopyTo(bytes);
        shared.Write(bytes[InputTag.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[^sizeof(int)..], input);
        Hash256.DoubleSha256(bytes).Write(digest);
    }
}
