using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Coins;

/// <summary>What a block spent, so that it can be taken back.</summary>
/// <param name="spent">The coins in the order in which they were spent.</param>
internal sealed class BlockUndo(Coin[] spent)
{
    private const int Most = 1_000_000;

    /// <summary>The coins in the order in which they were spent.</summary>
    public ReadOnlySpan<Coin> Spent => spent;

    /// <summary>The undo data as bytes, for a journal.</summary>
    public byte[] ToBytes()
    {
        var writer = new WireWriter();
        writer.WriteCompactSize(spent.Length);
        foreach (var coin in spent) CoinFormat.Write(writer, coin);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">Of any content; nobody may change them afterwards.</param>
    /// <param name="rejection">Why they are no undo data; null where they are.</param>
    public static BlockUndo? TryRead(ReadOnlyMemory<byte> bytes, out Rejection? rejection)
    {
        var reader = new WireReader(bytes.Span);
        var coins = new Coin[reader.ReadCount(CoinFormat.LeastBytes, Most)];
        for (var i = 0; i < coins.Length; i++) coins[i] = CoinFormat.Read(ref reader, bytes);
        rejection = reader.End();
        return rejection is null ? new BlockUndo(coins) : null;
    }
}
