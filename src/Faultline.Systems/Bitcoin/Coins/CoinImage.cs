using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>The coins after a block, as a node writes them down so that a restart need not find them again.</summary>
/// <param name="Block">The block's hash.</param>
/// <param name="Coins">The coins after it.</param>
internal sealed record CoinImage(Hash256 Block, CoinSet Coins)
{
    /// <summary>Far more than a simulated network has: a count that lies is not believed.</summary>
    private const int Most = 100_000_000;

    /// <summary>The image as bytes: the block's hash, how many coins there are, and each.</summary>
    public byte[] ToBytes()
    {
        var writer = new WireWriter();
        writer.WriteHash(Block);
        writer.WriteUInt32((uint)Coins.Count);
        foreach (var coin in Coins) CoinFormat.Write(writer, coin);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">Of any content; nobody may change them afterwards.</param>
    /// <returns>The image; null where the bytes are none.</returns>
    public static CoinImage? TryRead(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes.Span);
        var (block, count, coins) = (reader.ReadHash(), reader.ReadUInt32(), CoinSet.Empty.Edit());
        if (count > Math.Min(Most, reader.Remaining / CoinFormat.LeastBytes)) return null;
        for (var i = 0; i < count; i++)
        {
            var coin = CoinFormat.Read(ref reader, bytes);
            if (reader.Rejection is not null || !Money.IsInRange(coin.Amount) || !Money.IsInRange(coins.Total + coin.Amount)) return null;
            if (!coins.TryAdd(coin)) return null;
        }

        return reader.End() is null ? new CoinImage(block, coins.ToSet()) : null;
    }
}
