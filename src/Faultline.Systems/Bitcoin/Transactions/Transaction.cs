using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Transactions;

/// <summary>Moves money: spends coins and creates others. The same object may be shared by any number of nodes.</summary>
/// <remarks>
/// Guarantees: 1. nothing of it ever changes; 2. equal transactions have equal bytes and equal bytes equal ids, because there is one way to
/// write one; 3. whatever the bytes from another node are, they give a transaction or none, and never half of one. What it remembers of its
/// own validity follows from its content alone, so nobody can tell that it does.
/// </remarks>
[MemoryPackable]
public sealed partial class Transaction
{
    private readonly TransactionInput[] _inputs;
    private readonly TransactionOutput[] _outputs;

    /// <summary>A new transaction.</summary>
    /// <param name="version">The format's version; sequence numbers are locks from version 2 on.</param>
    /// <param name="inputs">What it spends.</param>
    /// <param name="outputs">What it creates.</param>
    /// <param name="lockTime">Below 500,000,000 the height, else the time in seconds since 1970, after which it may stand in a
    /// block.</param>
    public Transaction(int version, IEnumerable<TransactionInput> inputs, IEnumerable<TransactionOutput> outputs, uint lockTime = 0)
        : this(new TransactionFormat.Fields(version, [.. inputs], [.. outputs], lockTime), default)
    {
    }

    [MemoryPackConstructor]
    private Transaction(byte[] encoded) : this(FieldsOf(encoded), encoded)
    {
    }

    private Transaction(in TransactionFormat.Fields fields, ReadOnlyMemory<byte> bytes)
    {
        (Version, _inputs, _outputs, LockTime) = fields;
        Bytes = bytes.IsEmpty ? TransactionFormat.Write(Version, _inputs, _outputs, LockTime) : bytes;
        Id = Hash256.DoubleSha256(Bytes.Span);
    }

    /// <summary>The format's version.</summary>
    [MemoryPackIgnore]
    public int Version { get; }

    /// <summary>What it spends.</summary>
    [MemoryPackIgnore]
    public ReadOnlySpan<TransactionInput> Inputs => _inputs;

    /// <summary>What it creates.</summary>
    [MemoryPackIgnore]
    public ReadOnlySpan<TransactionOutput> Outputs => _outputs;

    /// <summary>Below 500,000,000 the height, else the time in seconds since 1970, after which it may stand in a block.</summary>
    [MemoryPackIgnore]
    public uint LockTime { get; }

    /// <summary>Its name: the double SHA-256 of its bytes, signatures included, as before segregated witness.</summary>
    [MemoryPackIgnore]
    public Hash256 Id { get; }

    /// <summary>What it is hashed and sent as.</summary>
    [MemoryPackIgnore]
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many bytes that are; fees are paid by them.</summary>
    [MemoryPackIgnore]
    public int Size => Bytes.Length;

    /// <summary>Whether it creates a block's new money instead of spending coins.</summary>
    [MemoryPackIgnore]
    public bool IsCoinbase => _inputs is [{ Prevout.IsNone: true }];

    /// <summary>What <see cref="TransactionRules"/> has found; null as long as nobody has looked.</summary>
    [MemoryPackIgnore]
    internal Rejection? Verdict { get; set; }

    /// <summary>
    /// The scheme under which every signature was found good; null as long as none was. An id stands for the coins' locks as well.
    /// </summary>
    [MemoryPackIgnore]
    internal SignatureScheme? SignedUnder { get; set; }

    [MemoryPackInclude]
    private byte[] Encoded => Bytes.ToArray();

    /// <summary>The coin that one of its outputs is.</summary>
    /// <param name="output">The output's place, from 0.</param>
    /// <returns>The coin's name.</returns>
    public OutPoint Coin(int output) => new(Id, (uint)output);

    /// <summary>Reads exactly one transaction.</summary>
    /// <param name="bytes">Of any content; the transaction keeps parts of them, so nobody may change them afterwards.</param>
    /// <param name="rejection">Why the bytes are none; null where they are one.</param>
    /// <returns>The transaction, or null.</returns>
    public static Transaction? TryRead(ReadOnlyMemory<byte> bytes, out Rejection? rejection)
    {
        var reader = new WireReader(bytes.Span);
        var fields = TransactionFormat.Read(ref reader, bytes);
        rejection = reader.End();
        return rejection is null ? new Transaction(fields, bytes) : null;
    }

    /// <inheritdoc />
    public override string ToString() => $"transaction {Id}";

    /// <summary>Reads one transaction of several; where the reader holds a rejection afterwards, there is none.</summary>
    internal static Transaction? Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var from = reader.Position;
        var fields = TransactionFormat.Read(ref reader, bytes);
        return reader.Rejection is null ? new Transaction(fields, bytes[from..reader.Position]) : null;
    }

    /// <exception cref="MemoryPackSerializationException">The bytes are no transaction.</exception>
    private static TransactionFormat.Fields FieldsOf(byte[]? encoded)
    {
        var reader = new WireReader(encoded);
        var fields = TransactionFormat.Read(ref reader, encoded);
        if (reader.End() is { } rejection) throw new MemoryPackSerializationException($"no transaction: {rejection}");
        return fields;
    }
}
