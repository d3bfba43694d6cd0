using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>Headers as they stand in a message: 80 bytes each, one after the other.</summary>
internal static class HeaderBytes
{
    public static byte[] Write(IReadOnlyList<HeaderEntry> entries)
    {
        var bytes = new byte[BlockHeader.Size * entries.Count];
        for (var i = 0; i < entries.Count; i++) entries[i].Header.Write(bytes.AsSpan(BlockHeader.Size * i));
        return bytes;
    }

    /// <summary>The headers; null where the bytes are not headers, or too many.</summary>
    public static BlockHeader[]? Read(byte[] bytes)
    {
        if (bytes.Length % BlockHeader.Size != 0 || bytes.Length / BlockHeader.Size > Locator.MostHeaders) return null;
        var headers = new BlockHeader[bytes.Length / BlockHeader.Size];
        for (var i = 0; i < headers.Length; i++) headers[i] = BlockHeader.From(bytes.AsSpan(BlockHeader.Size * i, BlockHeader.Size));
        return headers;
    }
}
