using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Blocks;

/// <summary>A header and the transactions that it stands for. The same object may be shared by any number of nodes.</summary>
/// <remarks>Nothing of it ever changes. That it stands for these transactions is a rule to be checked, not a guarantee.</remarks>
[MemoryPackable]
public sealed partial class Block
{
    /// <summary>Any limit of a network is lower: it is for memory alone.</summary>
    private const int MostTransactions = 1_000_000;

    private readonly Transaction[] _transactions;
    private byte[]? _bytes;

    /// <summary>A new block.</summary>
    /// <param name="header">The header.</param>
    /// <param name="transactions">The transactions in their order, the coinbase first.</param>
    public Block(in BlockHeader header, IEnumerable<Transaction> transactions) : this(header, [.. transactions], null)
    {
    }

    [MemoryPackConstructor]
    private Block(byte[] bytes) : this(Parse(bytes), bytes)
    {
    }

    private Block((BlockHeader Header, Transaction[] Transactions) parts, byte[]? bytes) : this(parts.Header, parts.Transactions, bytes)
    {
    }

    private Block(in BlockHeader header, Transaction[] transactions, byte[]? bytes)
    {
        (Header, _transactions, _bytes) = (header, transactions, bytes);
        Hash = header.Hash();
        Size = BlockHeader.Size + (transactions.Length < 0xfd ? 1 : transactions.Length <= ushort.MaxValue ? 3 : 5);
        foreach (var transaction in transactions) Size += transaction.Size;
    }

    /// <summary>The header.</summary>
    [MemoryPackIgnore]
    public BlockHeader Header { get; }

    /// <summary>The block's name: the hash of its header.</summary>
    [MemoryPackIgnore]
    public Hash256 Hash { get; }

    /// <summary>The transactions in their order; in a valid block the coinbase is first.</summary>
    [MemoryPackIgnore]
    public ReadOnlySpan<Transaction> Transactions => _transactions;

    /// <summary>How many bytes it is sent in.</summary>
    [MemoryPackIgnore]
    public int Size { get; }

    /// <summary>What <see cref="BlockRules"/> has found; null as long as nobody has looked.</summary>
    [MemoryPackIgnore]
    internal BodyVerdict? Verdict { get; set; }

    /// <summary>What it is sent as: the header, the number of transactions, and these.</summary>
    public byte[] Bytes => _bytes ??= Write();

    /// <summary>Reads exactly one block.</summary>
    /// <param name="bytes">Of any content; the block keeps them, so nobody may change them afterwards.</param>
    /// <param name="rejection">Why the bytes are none; null where they are one.</param>
    /// <returns>The block, or null.</returns>
    public static Block? TryRead(byte[] bytes, out Rejection? rejection)
    {
        var parts = Read(bytes, out rejection);
        return rejection is null ? new Block(parts, bytes) : null;
    }

    /// <inheritdoc />
    public override string ToString() => $"block {Hash} of {_transactions.Length} transactions";

    private static (BlockHeader Header, Transaction[] Transactions) Read(byte[]? bytes, out Rejection? rejection)
    {
        var reader = new WireReader(bytes);
        var header = reader.ReadHeader();
        var transactions = new Transaction[reader.ReadCount(TransactionFormat.LeastBytes, MostTransactions)];
        for (var i = 0; i < transactions.Length && reader.Rejection is null; i++)
            transactions[i] = Transaction.Read(ref reader, bytes)!;
        rejection = reader.End();
        return (header, transactions);
    }

    /// <exception cref="MemoryPackSerializationException">The bytes are no block.</exception>
    private static (BlockHeader Header, Transaction[] Transactions) Parse(byte[]? bytes)
    {
        var parts = Read(bytes, out var rejection);
        return rejection is null ? parts : throw new MemoryPackSerializationException($"no block: {rejection}");
    }

    private byte[] Write()
    {
        var writer = new WireWriter();
        writer.WriteHeader(Header);
        writer.WriteCompactSize(_transactions.Length);
        foreach (var transaction in _transactions) writer.WriteBytes(transaction.Bytes.Span);
        return writer.Written.ToArray();
    }
}
