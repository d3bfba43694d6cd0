using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>What a block spent, so that it can be taken back.</summary>
/// <param name="spent">The coins in the order in which they were spent.</param>
internal sealed class BlockUndo(Coin[] spent)
{
    private const int LeastCoin = OutPoint.Size + sizeof(long) + 2 + sizeof(int) + sizeof(uint) + 1;
    private const int Most = 1_000_000;

    /// <summary>The coins in the order in which they were spent.</summary>
    public ReadOnlySpan<Coin> Spent => spent;

    /// <summary>The undo data as bytes, for a journal.</summary>
    public byte[] ToBytes()
    {
        var writer = new WireWriter();
        writer.WriteCompactSize(spent.Length);
        foreach (var coin in spent)
        {
            TransactionFormat.WriteOutPoint(writer, coin.At);
            TransactionFormat.WriteOutput(writer, coin.Output);
            writer.WriteInt32(coin.Height);
            writer.WriteUInt32(coin.MedianTimePast);
            writer.WriteByte(coin.IsCoinbase ? (byte)1 : (byte)0);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">Of any content; nobody may change them afterwards.</param>
    /// <param name="rejection">Why they are no undo data; null where they are.</param>
    public static BlockUndo? TryRead(ReadOnlyMemory<byte> bytes, out Rejection? rejection)
    {
        var reader = new WireReader(bytes.Span);
        var coins = new Coin[reader.ReadCount(LeastCoin, Most)];
        for (var i = 0; i < coins.Length; i++)
        {
            var at = TransactionFormat.ReadOutPoint(ref reader);
            var output = TransactionFormat.ReadOutput(ref reader, bytes);
            coins[i] = new Coin(at, output, reader.ReadInt32(), reader.ReadUInt32(), reader.ReadFlag());
        }

        rejection = reader.End();
        return rejection is null ? new BlockUndo(coins) : null;
    }
}
