using System.Buffers;
using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Systems.Bitcoin.Transactions;
using MemoryPack;
using Transaction = Faultline.Systems.Bitcoin.Transactions.Transaction;

namespace Faultline.Systems.Bitcoin.Users;

/// <summary>Operations of a key-value store as data in a transaction: what the network carries without understanding it.</summary>
internal static class KvCarrier
{
    /// <summary>The longest operation, in bytes.</summary>
    public const int MostBytes = 4_000;

    private static ReadOnlySpan<byte> Mark => "kv1"u8;

    /// <summary>The outputs that carry an operation.</summary>
    public static List<TransactionOutput> Outputs(KvOperation operation)
    {
        byte[] bytes = [.. Mark, .. MemoryPackSerializer.Serialize(operation)];
        var outputs = new List<TransactionOutput>();
        for (var from = 0; from < bytes.Length; from += TransactionOutput.MostData)
            outputs.Add(TransactionOutput.Carrying(bytes.AsMemory(from, Math.Min(TransactionOutput.MostData, bytes.Length - from))));
        return outputs;
    }

    /// <summary>The operation that a transaction carries; null where it carries none, or something else.</summary>
    public static KvOperation? Read(Transaction transaction)
    {
        ReadOnlyMemory<byte> first = default;
        ArrayBufferWriter<byte>? whole = null;
        foreach (var output in transaction.Outputs)
        {
            if (output.IsSpendable || output.Data.IsEmpty) continue;
            if (first.IsEmpty)
            {
                first = output.Data;
                if (!first.Span.StartsWith(Mark)) return null;
                continue;
            }

            if (whole is null)
            {
                whole = new ArrayBufferWriter<byte>();
                whole.Write(first.Span);
            }

            if (whole.WrittenCount + output.Data.Length > MostBytes) return null;
            whole.Write(output.Data.Span);
        }

        var bytes = whole is null ? first.Span : whole.WrittenSpan;
        if (bytes.IsEmpty) return null;
        if (!StrangeBytes.TryRead<KvOperation>(bytes[Mark.Length..], out var operation)) return null;
        return IsGood(operation) ? operation : null;
    }

    private static bool IsGood(KvOperation? operation) => operation switch
    {
        KvPut { Key: not null, Value: not null } => true,
        KvCas { Key: not null, Value: not null } => true,
        KvDelete { Key: not null } => true,
        _ => false,
    };
}
