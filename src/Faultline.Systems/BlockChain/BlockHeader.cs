using System.Buffers.Binary;
using MemoryPack;

namespace Faultline.Systems.BlockChain;

/// <summary>The 80 bytes whose hash names a block: which block it follows, what it contains, and the work that was done.</summary>
/// <param name="Version">The format's version.</param>
/// <param name="Previous">The hash of the block before it; zero for the first.</param>
/// <param name="MerkleRoot">The root over the block's transactions.</param>
/// <param name="Time">When, in seconds since 1970, as the miner says.</param>
/// <param name="Bits">The target that the hash must not exceed, in compact form.</param>
/// <param name="Nonce">What the miner varied.</param>
[MemoryPackable]
public readonly partial record struct BlockHeader(
    int Version, Hash256 Previous, Hash256 MerkleRoot, uint Time, uint Bits, uint Nonce)
{
    /// <summary>How many bytes a header has.</summary>
    public const int Size = 80;

    /// <summary>The header in 80 bytes; every 80 bytes are one.</summary>
    /// <param name="bytes">Exactly 80 bytes.</param>
    /// <returns>The header.</returns>
    public static BlockHeader From(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new BlockHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Hash256.From(bytes[4..36]),
            Hash256.From(bytes[36..68]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[76..]));
    }

    /// <summary>Reads a header that someone sent.</summary>
    /// <param name="bytes">Of any length.</param>
    /// <param name="header">The header, where the bytes are one.</param>
    /// <returns>Why they are none, or null.</returns>
    public static Rejection? TryRead(ReadOnlySpan<byte> bytes, out BlockHeader header)
    {
        var input = new WireReader(bytes);
        header = input.ReadHeader();
        return input.End();
    }

    /// <summary>Writes the 80 bytes.</summary>
    /// <param name="destination">At least 80 bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, Version);
        Previous.Write(destination[4..]);
        MerkleRoot.Write(destination[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[68..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[72..], Bits);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[76..], Nonce);
    }

    /// <summary>The block's name: the double SHA-256 of the 80 bytes. It is computed at every call.</summary>
    /// <returns>The hash.</returns>
    public Hash256 Hash()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Hash256.DoubleSha256(bytes);
    }
}
