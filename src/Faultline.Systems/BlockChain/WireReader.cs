using System.Buffers.Binary;

namespace Faultline.Systems.BlockChain;

/// <summary>Reads Bitcoin's wire format: little-endian numbers, hashes, and lists that begin with their length.</summary>
/// <remarks>
/// <para>
/// It never throws on what the bytes say. The first thing that cannot be read is kept in <see cref="Rejection"/>; from then on all reads
/// give zeros and empty spans, so that a decoder may read a whole object and look once. A count is zero after a failure, so loops end.
/// </para>
/// <para>Nothing is allocated here, and <see cref="ReadCount"/> refuses a count that the remaining bytes cannot hold.</para>
/// </remarks>
/// <param name="bytes">What was received.</param>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>The largest compact size that may be sent (Bitcoin Core, MAX_SIZE).</summary>
    public const uint LargestSize = 0x0200_0000;

    /// <summary>The bytes end before the object does.</summary>
    public static readonly Rejection Truncated = new("truncated", RejectionKind.Malformed);

    /// <summary>A compact size in more bytes than it needs: an object would have several encodings and thus several hashes.</summary>
    public static readonly Rejection NonCanonicalSize = new("non-canonical-size", RejectionKind.Malformed);

    /// <summary>A size beyond what may be sent, or beyond what the object allows.</summary>
    public static readonly Rejection SizeTooLarge = new("size-too-large", RejectionKind.Malformed);

    /// <summary>The object ends before the bytes do.</summary>
    public static readonly Rejection TrailingBytes = new("trailing-bytes", RejectionKind.Malformed);

    /// <summary>A byte that should be 0 or 1 and is neither.</summary>
    public static readonly Rejection UnknownFlag = new("unknown-flag", RejectionKind.Malformed);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>How many are left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The first thing that could not be read; null as long as all could be.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Refuses the object for a reason of the decoder's own. The first reason stays.</summary>
    /// <param name="why">The reason.</param>
    public void Reject(Rejection why)
    {
        Rejection ??= why;
        Position = _bytes.Length;
    }

    /// <summary>Says that the object is complete: more bytes are one too many.</summary>
    /// <returns>Why the object cannot be taken, or null.</returns>
    public Rejection? End()
    {
        if (Remaining > 0) Reject(TrailingBytes);
        return Rejection;
    }

    /// <summary>The bytes between two positions that were passed, such as those of one transaction in a block.</summary>
    /// <param name="from">Where they begin, as <see cref="Position"/> said.</param>
    /// <returns>The bytes up to the present position; none after a failure.</returns>
    public readonly ReadOnlySpan<byte> Since(int from) => Rejection is null ? _bytes[from..Position] : default;

    /// <summary>Some bytes, without a length before them.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The bytes, within those that were received; none after a failure.</returns>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count < 0 || count > Remaining)
        {
            Reject(Truncated);
            return default;
        }

        var read = _bytes.Slice(Position, count);
        Position += count;
        return read;
    }

    /// <summary>One byte.</summary>
    /// <returns>The number.</returns>
    public byte ReadByte() => ReadBytes(1) is [var read] ? read : (byte)0;

    /// <summary>One byte that says yes or no, by 1 or 0.</summary>
    /// <returns>What it says; no after a failure.</returns>
    public bool ReadFlag()
    {
        var flag = ReadByte();
        if (flag > 1) Reject(UnknownFlag);
        return flag == 1;
    }

    /// <summary>Two bytes.</summary>
    /// <returns>The number.</returns>
    public ushort ReadUInt16() => ReadBytes(2) is { Length: 2 } read ? BinaryPrimitives.ReadUInt16LittleEndian(read) : (ushort)0;

    /// <summary>Four bytes.</summary>
    /// <returns>The number.</returns>
    public uint ReadUInt32() => ReadBytes(4) is { Length: 4 } read ? BinaryPrimitives.ReadUInt32LittleEndian(read) : 0;

    /// <summary>Four bytes with a sign.</summary>
    /// <returns>The number.</returns>
    public int ReadInt32() => ReadBytes(4) is { Length: 4 } read ? BinaryPrimitives.ReadInt32LittleEndian(read) : 0;

    /// <summary>Eight bytes.</summary>
    /// <returns>The number.</returns>
    public ulong ReadUInt64() => ReadBytes(8) is { Length: 8 } read ? BinaryPrimitives.ReadUInt64LittleEndian(read) : 0;

    /// <summary>Eight bytes with a sign.</summary>
    /// <returns>The number.</returns>
    public long ReadInt64() => ReadBytes(8) is { Length: 8 } read ? BinaryPrimitives.ReadInt64LittleEndian(read) : 0;

    /// <summary>A hash.</summary>
    /// <returns>The hash; zero after a failure.</returns>
    public Hash256 ReadHash() => ReadBytes(Hash256.Size) is { Length: Hash256.Size } read ? Hash256.From(read) : default;

    /// <summary>The 80 bytes of a header.</summary>
    /// <returns>The header; all zeros after a failure.</returns>
    public BlockHeader ReadHeader() => ReadBytes(BlockHeader.Size) is { Length: BlockHeader.Size } read ? BlockHeader.From(read) : default;

    /// <summary>A compact size: one byte up to 252, else a mark and two, four or eight bytes.</summary>
    /// <param name="largest">The largest that the object allows.</param>
    /// <returns>The size; zero after a failure.</returns>
    public uint ReadCompactSize(uint largest = LargestSize)
    {
        var mark = ReadByte();
        var (size, least) = mark switch
        {
            0xfd => (ReadUInt16(), 0xfdUL),
            0xfe => (ReadUInt32(), 0x1_0000UL),
            0xff => (ReadUInt64(), 0x1_0000_0000UL),
            _ => (mark, 0UL),
        };
        if (Rejection is not null) return 0;
        if (size < least) Reject(NonCanonicalSize);
        else if (size > Math.Min(largest, LargestSize)) Reject(SizeTooLarge);
        return Rejection is null ? (uint)size : 0;
    }

    /// <summary>How many things follow, as a compact size.</summary>
    /// <param name="leastBytesEach">How many bytes one of them takes at least, so that a count cannot ask for more memory than was
    /// sent.</param>
    /// <param name="most">How many the object allows.</param>
    /// <returns>The count; zero after a failure.</returns>
    public int ReadCount(int leastBytesEach, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastBytesEach, 1);
        var count = (int)ReadCompactSize((uint)most);
        if ((long)count * leastBytesEach <= Remaining) return count;
        Reject(Truncated);
        return 0;
    }

    /// <summary>Bytes with their length before them.</summary>
    /// <param name="most">The longest that the object allows.</param>
    /// <returns>The bytes, within those that were received; none after a failure.</returns>
    public ReadOnlySpan<byte> ReadSizedBytes(int most) => ReadBytes(ReadCount(1, most));
}
