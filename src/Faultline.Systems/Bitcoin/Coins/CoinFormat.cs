using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>A coin as bytes: its name, its output, its height (4), its median time past (4), and whether it is new money (1).</summary>
internal static class CoinFormat
{
    /// <summary>The fewest bytes that a coin takes.</summary>
    public const int LeastBytes = OutPoint.Size + sizeof(long) + 2 + sizeof(int) + sizeof(uint) + 1;

    /// <summary>Writes a coin.</summary>
    public static void Write(WireWriter writer, Coin coin)
    {
        TransactionFormat.WriteOutPoint(writer, coin.At);
        TransactionFormat.WriteOutput(writer, coin.Output);
        writer.WriteInt32(coin.Height);
        writer.WriteUInt32(coin.MedianTimePast);
        writer.WriteByte(coin.IsCoinbase ? (byte)1 : (byte)0);
    }

    /// <summary>Reads a coin; the reader says whether there was one.</summary>
    /// <param name="reader">Stands where the coin begins.</param>
    /// <param name="bytes">What it reads; nobody may change it afterwards.</param>
    public static Coin Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var at = TransactionFormat.ReadOutPoint(ref reader);
        var output = TransactionFormat.ReadOutput(ref reader, bytes);
        return new Coin(at, output, reader.ReadInt32(), reader.ReadUInt32(), reader.ReadFlag());
    }
}
