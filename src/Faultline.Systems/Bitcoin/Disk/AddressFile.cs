using System.Buffers.Binary;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Disk;

/// <summary>
/// The file with addresses, replaced as a whole from time to time. It binds nobody: one that is lost or damaged is begun anew.
/// </summary>
internal static class AddressFile
{
    public static readonly StorageFile File = new("addresses");

    /// <summary>Writes the file.</summary>
    public static void Save(NodeContext context, StoredAddresses addresses)
    {
        var payload = MemoryPackSerializer.Serialize(addresses);
        var bytes = new byte[payload.Length + sizeof(ulong)];
        payload.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(payload.Length), StableHash.Of(payload));
        context.Replace(File, bytes, token: 0);
    }

    /// <summary>Reads the file back.</summary>
    /// <returns>What it holds; null where it is not there or not whole.</returns>
    public static StoredAddresses? Read(in StorageCompletion completion)
    {
        var bytes = completion.Bytes.Span;
        if (completion.Status != StorageStatus.Ok || bytes.Length < sizeof(ulong)) return null;
        var payload = bytes[..^sizeof(ulong)];
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]) != StableHash.Of(payload)) return null;
        return MemoryPackSerializer.Deserialize<StoredAddresses>(payload);
    }
}
