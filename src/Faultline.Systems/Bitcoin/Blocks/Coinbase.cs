using System.Buffers.Binary;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Blocks;

/// <summary>The first transaction of a block: it creates the new money and collects the fees.</summary>
/// <remarks>
/// Its only input names no coin, and has a free field in place of a signature. That begins with the block's height (BIP34), or two
/// coinbases could have the same id, and the second would overwrite the coins of the first.
/// </remarks>
internal static class Coinbase
{
    private const int LongestHeight = 1 + 5;

    /// <summary>A coinbase with one output.</summary>
    /// <param name="height">The block's height.</param>
    /// <param name="amount">The subsidy and the fees, or less.</param>
    /// <param name="keyHash">Who gets it.</param>
    /// <param name="extraNonce">Tells the coinbases of miners apart that pay to the same key.</param>
    public static Transaction Create(int height, long amount, Hash256 keyHash, ulong extraNonce = 0) =>
        Create(height, [TransactionOutput.To(amount, keyHash)], extraNonce);

    /// <summary>A coinbase.</summary>
    /// <param name="height">The block's height.</param>
    /// <param name="outputs">What it creates.</param>
    /// <param name="extraNonce">Tells the coinbases of miners apart that pay to the same key.</param>
    public static Transaction Create(int height, TransactionOutput[] outputs, ulong extraNonce = 0)
    {
        var field = new byte[LongestHeight + sizeof(ulong)];
        var length = WriteHeight(height, field);
        BinaryPrimitives.WriteUInt64LittleEndian(field.AsSpan(length), extraNonce);
        var input = new TransactionInput(OutPoint.None, default, field.AsMemory(0, length + sizeof(ulong)));
        return new Transaction(2, [input], outputs);
    }

    /// <summary>Whether a coinbase begins with a height.</summary>
    public static bool HasHeight(Transaction coinbase, int height)
    {
        Span<byte> expected = stackalloc byte[LongestHeight];
        var length = WriteHeight(height, expected);
        return coinbase.Inputs[0].Signature.Span.StartsWith(expected[..length]);
    }

    /// <summary>The height as a script would push it: its length, then the least bytes of a number whose highest bit is its sign.</summary>
    private static int WriteHeight(int height, Span<byte> destination)
    {
        var length = 0;
        for (long rest = height; rest > 0; rest >>= 8) destination[++length] = (byte)(rest & 0xff);
        if (length > 0 && destination[length] >= 0x80) destination[++length] = 0;
        destination[0] = (byte)length;
        return 1 + length;
    }
}
