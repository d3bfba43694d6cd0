using System.Buffers.Binary;
using Faultline.Model.Nodes;

namespace Faultline.Runtime.Transport;

/// <summary>A frame on a connection: the length of what follows (4 bytes), sender and receiver (4 bytes each), the message.</summary>
/// <remarks>All numbers are little-endian. There is no checksum: TLS has its own, and TCP's does where there is no TLS.</remarks>
internal static class Frame
{
    /// <summary>The bytes in front of the message.</summary>
    public const int HeadBytes = 12;

    private const int IdBytes = 8;

    /// <summary>Writes what stands in front of a message.</summary>
    public static void WriteHead(Span<byte> head, NodeId from, NodeId to, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, IdBytes + length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], from.Number);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], to.Number);
    }

    /// <summary>Looks for a frame at the beginning of what has come.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="longest">The longest frame, in bytes.</param>
    /// <param name="frame">The frame, where it is there to its end.</param>
    /// <param name="needed">How many bytes it has altogether, as far as that is known.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="FrameException">It is longer than it may be, or too short.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int longest, out ReadFrame frame, out int needed)
    {
        frame = default;
        needed = HeadBytes;
        if (bytes.Length < sizeof(int)) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < IdBytes || length > longest - sizeof(int))
            throw new FrameException($"a frame says that it has {length} bytes, and may have from {IdBytes} to {longest - sizeof(int)}");
        needed = sizeof(int) + length;
        if (bytes.Length < needed) return false;
        frame = new ReadFrame(
            new NodeId(BinaryPrimitives.ReadInt32LittleEndian(bytes[4..])),
            new NodeId(BinaryPrimitives.ReadInt32LittleEndian(bytes[8..])),
            bytes[HeadBytes..needed]);
        return true;
    }
}

/// <summary>A frame that was read.</summary>
internal readonly ref struct ReadFrame(NodeId from, NodeId to, ReadOnlySpan<byte> message)
{
    public NodeId From { get; } = from;

    public NodeId To { get; } = to;

    public ReadOnlySpan<byte> Message { get; } = message;
}

/// <summary>What came is not what is spoken here: the connection is closed.</summary>
internal sealed class FrameException(string message) : IOException(message);
