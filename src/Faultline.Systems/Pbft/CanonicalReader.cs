using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Faultline.Systems.Pbft;

/// <summary>
/// Reads what a <see cref="CanonicalWriter"/> has written. Bytes that are too few, or make no sense, are not read and not an exception.
/// </summary>
internal ref struct CanonicalReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything that was asked for was there.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether everything was read and nothing is left.</summary>
    public readonly bool IsAtEnd => IsWhole && _rest.IsEmpty;

    public byte Byte() => Take(1) is [var octet] ? octet : (byte)0;

    public int Int32() => Take(sizeof(int)) is { Length: > 0 } taken ? BinaryPrimitives.ReadInt32BigEndian(taken) : 0;

    public long Int64() => Take(sizeof(long)) is { Length: > 0 } taken ? BinaryPrimitives.ReadInt64BigEndian(taken) : 0;

    /// <summary>How many things follow, each at least so long: no more than there can be.</summary>
    public int Count(int leastBytes)
    {
        var count = Int32();
        if (count >= 0 && (long)count * leastBytes <= _rest.Length) return count;
        IsWhole = false;
        return 0;
    }

    public string? Text()
    {
        var length = Int32();
        if (length == -1) return null;
        if (length >= 0 && (long)length * 2 <= _rest.Length) return new string(MemoryMarshal.Cast<byte, char>(Take(2 * length)));
        IsWhole = false;
        return null;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count) IsWhole = false;
        if (!IsWhole) return [];
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
