using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Disk;

/// <summary>The file with addresses, replaced as a whole from time to time.</summary>
internal static class AddressFile
{
    public static readonly StorageFile File = new("addresses");

    /// <summary>Writes the file.</summary>
    public static void Save(NodeContext context, StoredAddresses addresses) =>
        context.Replace(File, WholeFile.Seal(MemoryPackSerializer.Serialize(addresses)), token: 0);

    /// <summary>Reads the file back.</summary>
    /// <returns>What it holds; null where it is not there or not whole.</returns>
    public static StoredAddresses? Read(in StorageCompletion completion) =>
        WholeFile.Open(completion) is { } content && StrangeBytes.TryRead(content.Span, out StoredAddresses? read) ? read : null;
}
