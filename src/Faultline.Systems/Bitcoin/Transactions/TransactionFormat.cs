using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>A transaction as bytes: Bitcoin's format, with a key and a signature in place of an input's script.</summary>
/// <remarks>
/// Version (4), count of inputs, inputs, count of outputs, outputs, lock time (4). An input: id (32), index (4), public key, signature,
/// sequence
/// (4). An output: amount (8), then 0 and the lock (32), or 1 and data. Counts and lengths are Bitcoin's, in their shortest form; all
/// numbers
/// are little-endian.
/// </remarks>
internal static class TransactionFormat
{
    /// <summary>The fewest bytes that a transaction takes.</summary>
    public const int LeastBytes = sizeof(int) + 1 + 1 + sizeof(uint);

    /// <summary>Neither more inputs, outputs nor bytes of a field fit into a block, whatever its limit: it is for memory alone.</summary>
    private const int Most = 4_000_000;

    private const int LeastInput = OutPoint.Size + 2 + sizeof(uint);
    private const int LeastOutput = sizeof(long) + 2;
    private const byte CoinTag = 0;
    private const byte DataTag = 1;

    private static readonly Rejection UnknownOutput = new("unknown-output", RejectionKind.Malformed);

    /// <summary>Writes a transaction.</summary>
    public static byte[] Write(
        int version, IReadOnlyList<TransactionInput> inputs, IReadOnlyList<TransactionOutput> outputs, uint lockTime)
    {
        var writer = new WireWriter();
        writer.WriteInt32(version);
        writer.WriteCompactSize(inputs.Count);
        foreach (var input in inputs)
        {
            WriteOutPoint(writer, input.Prevout);
            writer.WriteSizedBytes(input.PublicKey.Span);
            writer.WriteSizedBytes(input.Signature.Span);
            writer.WriteUInt32(input.Sequence);
        }

        writer.WriteCompactSize(outputs.Count);
        foreach (var output in outputs) WriteOutput(writer, output);
        writer.WriteUInt32(lockTime);
        return writer.Written.ToArray();
    }

    /// <summary>Writes the name of a coin.</summary>
    public static void WriteOutPoint(WireWriter writer, OutPoint coin)
    {
        writer.WriteHash(coin.Transaction);
        writer.WriteUInt32(coin.Index);
    }

    /// <summary>Writes an output.</summary>
    public static void WriteOutput(WireWriter writer, TransactionOutput output)
    {
        writer.WriteInt64(output.Amount);
        writer.WriteByte(output.IsSpendable ? CoinTag : DataTag);
        if (output.IsSpendable) writer.WriteHash(output.Lock);
        else writer.WriteSizedBytes(output.Data.Span);
    }

    /// <summary>Reads the name of a coin.</summary>
    public static OutPoint ReadOutPoint(ref WireReader reader) => new(reader.ReadHash(), reader.ReadUInt32());

    /// <summary>Reads a transaction; where the reader holds a rejection afterwards, it is none.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="bytes">What the reader reads.</param>
    public static Fields Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var version = reader.ReadInt32();
        var inputs = new TransactionInput[reader.ReadCount(LeastInput, Most)];
        for (var i = 0; i < inputs.Length; i++)
        {
            var prevout = ReadOutPoint(ref reader);
            inputs[i] = new TransactionInput(prevout, Sized(ref reader, bytes), Sized(ref reader, bytes), reader.ReadUInt32());
        }

        var outputs = new TransactionOutput[reader.ReadCount(LeastOutput, Most)];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = ReadOutput(ref reader, bytes);
        return new Fields(version, inputs, outputs, reader.ReadUInt32());
    }

    /// <summary>Reads an output.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="bytes">What the reader reads.</param>
    public static TransactionOutput ReadOutput(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var amount = reader.ReadInt64();
        switch (reader.ReadByte())
        {
            case CoinTag:
                return TransactionOutput.To(amount, reader.ReadHash());
            case DataTag:
                return TransactionOutput.Carrying(Sized(ref reader, bytes), amount);
            default:
                reader.Reject(UnknownOutput);
                return TransactionOutput.To(0, default);
        }
    }

    private static ReadOnlyMemory<byte> Sized(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var length = reader.ReadSizedBytes(Most).Length;
        return length == 0 ? default : bytes.Slice(reader.Position - length, length);
    }

    /// <summary>What a transaction consists of.</summary>
    public readonly record struct Fields(int Version, TransactionInput[] Inputs, TransactionOutput[] Outputs, uint LockTime);
}
