using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Systems.Bitcoin.Chain;
using Faultline.Systems.Bitcoin.Coins;
using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Bitcoin.Disk;

/// <summary>
/// The file with the coins after some block of the chain, replaced as a whole from time to time, so that a restart connects only the
/// blocks after that one. Without it, all are connected.
/// </summary>
internal static class CoinFile
{
    public static readonly StorageFile File = new("coins");

    /// <summary>Writes the coins after a block.</summary>
    public static void Save(NodeContext context, ChainState chain, HeaderEntry entry) =>
        context.Replace(File, chain.ImageAfter(entry, static image => WholeFile.Seal(image.ToBytes())), token: 0);

    /// <summary>Reads the file back.</summary>
    /// <returns>What it holds; null where it is not there or not whole.</returns>
    public static CoinImage? Read(in StorageCompletion completion) =>
        WholeFile.Open(completion) is { } content ? CoinImage.TryRead(content) : null;
}
