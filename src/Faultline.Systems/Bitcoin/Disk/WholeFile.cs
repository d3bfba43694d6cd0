using System.Buffers.Binary;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;

namespace Faultline.Systems.Bitcoin.Disk;

/// <summary>A file that is replaced as a whole, with a checksum at its end.</summary>
/// <remarks>It binds nobody: one that is lost or damaged is begun anew.</remarks>
internal static class WholeFile
{
    /// <summary>What is written for some content.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length + sizeof(ulong)];
        content.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(content.Length), StableHash.Of(content));
        return bytes;
    }

    /// <summary>What was read.</summary>
    /// <returns>The content; null where the file is not there or not whole.</returns>
    public static ReadOnlyMemory<byte>? Open(in StorageCompletion completion)
    {
        var bytes = completion.Bytes;
        if (completion.Status != StorageStatus.Ok || bytes.Length < sizeof(ulong)) return null;
        var content = bytes[..^sizeof(ulong)];
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[^sizeof(ulong)..]) == StableHash.Of(content.Span) ? content : null;
    }
}
