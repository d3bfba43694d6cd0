using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MemoryPack;

namespace Faultline.Systems.BlockChain;

/// <summary>A 256-bit hash that names a block, a transaction or a node of a Merkle tree.</summary>
/// <remarks>
/// The four words are the 32 bytes in the order in which they were hashed, each read little-endian, so that <see cref="Word3"/> is the most
/// significant one when the hash is compared with a target. Texts show the bytes reversed, as Bitcoin does. The default is all zeros.
/// </remarks>
/// <param name="Word0">Bytes 0 to 7.</param>
/// <param name="Word1">Bytes 8 to 15.</param>
/// <param name="Word2">Bytes 16 to 23.</param>
/// <param name="Word3">Bytes 24 to 31.</param>
[MemoryPackable]
public readonly partial record struct Hash256(ulong Word0, ulong Word1, ulong Word2, ulong Word3)
{
    /// <summary>How many bytes a hash has.</summary>
    public const int Size = 32;

    /// <summary>All zeros: what the first block names as its predecessor.</summary>
    public static Hash256 Zero => default;

    /// <summary>The hash in 32 bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <returns>The hash.</returns>
    public static Hash256 From(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new Hash256(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
    }

    /// <summary>SHA-256 of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The hash.</returns>
    public static Hash256 Sha256(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return From(hash);
    }

    /// <summary>SHA-256 of the SHA-256 of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The hash.</returns>
    public static Hash256 DoubleSha256(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        SHA256.HashData(hash, hash);
        return From(hash);
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">64 hexadecimal digits, the last byte of the hash first.</param>
    /// <param name="hash">The hash, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Hash256 hash)
    {
        hash = default;
        if (text is not { Length: 2 * Size }) return false;
        Span<byte> bytes = stackalloc byte[Size];
        if (Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        bytes.Reverse();
        hash = From(bytes);
        return true;
    }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">64 hexadecimal digits, the last byte of the hash first.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="FormatException">The text is no hash.</exception>
    public static Hash256 Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"\"{text}\" is no hash: it is 64 hexadecimal digits");

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Word0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Word1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Word2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Word3);
    }

    /// <summary>Compares as 256-bit numbers, as proof of work does.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>Negative where this one is smaller, positive where it is larger, else zero.</returns>
    public int CompareTo(Hash256 other)
    {
        var order = Word3.CompareTo(other.Word3);
        if (order == 0) order = Word2.CompareTo(other.Word2);
        if (order == 0) order = Word1.CompareTo(other.Word1);
        return order == 0 ? Word0.CompareTo(other.Word0) : order;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        bytes.Reverse();
        return Convert.ToHexStringLower(bytes);
    }
}
