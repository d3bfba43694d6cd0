using System.Buffers.Binary;
using System.Numerics;

namespace Faultline.Systems.Journals;

/// <summary>The head of a frame: everything that tells a record from rubbish, and what is torn from what is damaged.</summary>
/// <remarks>
/// A frame is a head, a payload and an end mark. Both marks are without zero bytes and are written last, so a head or a payload whose mark
/// is zero or beyond the end of the file was not written to its end; with its mark there, it was.
/// </remarks>
/// <param name="Epoch">How often the file had been rewritten; frames of another epoch are leftovers.</param>
/// <param name="Length">The payload's length in bytes; zero for the frame that opens a file.</param>
/// <param name="Checksum">The payload's checksum.</param>
/// <param name="Sequence">The frame's number in its file, from 0.</param>
/// <param name="Durable">How many frames of the file were known to be durable when this one was written.</param>
internal readonly record struct Frame(uint Epoch, int Length, uint Checksum, int Sequence, int Durable)
{
    /// <summary>The length of the head, in bytes.</summary>
    public const int HeadBytes = 32;

    /// <summary>The length of the end mark, in bytes.</summary>
    public const int MarkBytes = 8;

    private const int HeadMarkBytes = 4;
    private const int ChecksumAt = 24;
    private const int HeadMarkAt = HeadBytes - HeadMarkBytes;

    /// <summary>How a frame begins.</summary>
    public static ReadOnlySpan<byte> Magic => "FLj1"u8;

    /// <summary>How a frame ends.</summary>
    public static ReadOnlySpan<byte> EndMark => [0xA5, 0x5A, 0xC3, 0x3C, 0x69, 0x96, 0xE7, 0x7E];

    /// <summary>The length of the whole frame, in bytes.</summary>
    public int Bytes => HeadBytes + Length + MarkBytes;

    /// <summary>Writes a frame.</summary>
    public static byte[] Write(uint epoch, int sequence, int durable, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[HeadBytes + payload.Length + MarkBytes];
        Magic.CopyTo(bytes);
        var head = bytes.AsSpan(0, HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], epoch);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], ChecksumOf(payload));
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], sequence);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], durable);
        BinaryPrimitives.WriteUInt32LittleEndian(head[ChecksumAt..], ChecksumOf(head[..ChecksumAt]));
        EndMark[..HeadMarkBytes].CopyTo(head[HeadMarkAt..]);
        payload.CopyTo(bytes.AsSpan(HeadBytes));
        EndMark.CopyTo(bytes.AsSpan(HeadBytes + payload.Length));
        return bytes;
    }

    /// <summary>Reads the head of a frame.</summary>
    /// <param name="bytes">The file from the frame's place on.</param>
    /// <param name="frame">The head, where it is whole.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryReadHead(ReadOnlySpan<byte> bytes, out Frame frame)
    {
        frame = default;
        if (bytes.Length < HeadMarkAt || !bytes.StartsWith(Magic)) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != ChecksumOf(bytes[..ChecksumAt])) return false;
        frame = new Frame(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
        return frame.Length >= 0;
    }

    /// <summary>Whether the payload is all there, whatever became of the end mark.</summary>
    /// <param name="bytes">The file from the frame's place on.</param>
    public bool HasPayload(ReadOnlySpan<byte> bytes) =>
        bytes.Length - HeadBytes >= Length && ChecksumOf(bytes.Slice(HeadBytes, Length)) == Checksum;

    /// <summary>Whether both marks are there.</summary>
    /// <param name="bytes">The file from the frame's place on.</param>
    public bool HasMarks(ReadOnlySpan<byte> bytes) => bytes.Length >= Bytes
        && bytes[HeadMarkAt..HeadBytes].SequenceEqual(EndMark[..HeadMarkBytes])
        && bytes.Slice(HeadBytes + Length, MarkBytes).SequenceEqual(EndMark);

    /// <summary>
    /// Whether a head that cannot be read may be one whose writing was cut short: it begins as every head does, and from the cut on there
    /// is nothing.
    /// </summary>
    /// <param name="bytes">The file from the frame's place on.</param>
    public static bool IsTornHead(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, HeadBytes)];
        var begun = head.CommonPrefixLength(Magic);
        if (begun < Math.Min(head.Length, Magic.Length)) return begun > 0 && IsNothing(head[begun..]);
        return head.Length <= HeadMarkAt || IsNothing(head[HeadMarkAt..]);
    }

    /// <summary>Whether these bytes were never written, as far as one can tell.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);

    /// <summary>CRC-32C.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var octet in bytes) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
