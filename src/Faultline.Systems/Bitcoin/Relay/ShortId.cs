using System.Buffers.Binary;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>
/// The short names of transactions in one compact block: six bytes, under a key that nobody knows before the block is announced.
/// </summary>
/// <remarks>
/// BIP 152: SipHash-2-4 of the transaction's name, keyed by the first 16 bytes of the SHA-256 of the header and the sender's nonce.
/// </remarks>
internal readonly struct ShortId
{
    /// <summary>How many bytes a short name has on the wire.</summary>
    public const int Size = 6;

    private const ulong Mask = (1UL << (8 * Size)) - 1;

    private readonly ulong _key0;
    private readonly ulong _key1;

    public ShortId(in BlockHeader header, ulong nonce)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Size + sizeof(ulong)];
        header.Write(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[BlockHeader.Size..], nonce);
        (_key0, _key1, _, _) = Hash256.Sha256(bytes);
    }

    /// <summary>The short name of a transaction in this block.</summary>
    public ulong Of(Hash256 transaction)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        transaction.Write(bytes);
        return SipHash.Of(_key0, _key1, bytes) & Mask;
    }

    public static void Write(ulong shortId, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, unchecked((uint)shortId));
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], unchecked((ushort)(shortId >> 32)));
    }

    public static ulong Read(ReadOnlySpan<byte> source) =>
        BinaryPrimitives.ReadUInt32LittleEndian(source) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(source[4..]) << 32);
}
