using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Faultline.Model.Invariants;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using MemoryPack;

namespace Faultline.Systems.Journals;

/// <summary>A write-ahead log of records, with group commit and messages that wait until what they speak of is durable.</summary>
/// <remarks>
/// <para>
/// Each record is framed by its length and a checksum (CRC-32C) over the checksum before it and its own bytes, so that a torn
/// tail ends the log and leftovers behind it never join it again.
/// </para>
/// <para>Guarantees: 1. a record is durable only when all records before it are; 2. one sync is under way at a time, and it covers
/// every record appended before it began.</para>
/// </remarks>
/// <typeparam name="TRecord">The records, a family for <c>MemoryPack</c>.</typeparam>
/// <param name="file">The file that holds it.</param>
internal sealed class Journal<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TRecord>(StorageFile file)
    where TRecord : class
{
    private const int HeaderBytes = 8;

    private readonly ArrayBufferWriter<byte> _frame = new(512);
    private readonly Queue<(long Position, NodeId To, Message Message, NodeEvent? Said)> _outbox = new();
    private long _offset;
    private uint _checksum;
    private bool _syncing;

    /// <summary>The position of the newest record; positions count records from 1 and never go back.</summary>
    public long Appended { get; private set; }

    /// <summary>The position up to which all records are durable.</summary>
    public long Durable { get; private set; }

    /// <summary>Asks for the file; pass the completion to <see cref="Recover"/>.</summary>
    public void Load(NodeContext context) => context.Read(file, 0);

    /// <summary>
    /// Reads back the records that are whole; the next record is appended behind them. What was read may be in the operating
    /// system's memory only, so it counts as durable after one more sync, which this asks for.
    /// </summary>
    public List<TRecord> Recover(NodeContext context, in StorageCompletion completion)
    {
        Invariant.Holds(completion.Status != StorageStatus.Failed, $"{file} could not be read: nothing is known of what it holds");
        var records = new List<TRecord>();
        var bytes = completion.Bytes.Span;
        while (TryReadFrame(bytes[(int)_offset..], out var frameBytes, out var checksum, out var record))
        {
            records.Add(record);
            _offset += frameBytes;
            _checksum = checksum;
            Appended++;
        }

        Sync(context);
        return records;
    }

    /// <summary>Appends a record and sees to it that it becomes durable.</summary>
    /// <returns>Its position.</returns>
    public long Append(NodeContext context, TRecord record)
    {
        _frame.ResetWrittenCount();
        Frame(record);
        context.Write(file, _offset, _frame.WrittenSpan.ToArray());
        _offset += _frame.WrittenCount;
        Appended++;
        Sync(context);
        return Appended;
    }

    /// <summary>Replaces the whole journal, atomically. Positions go on.</summary>
    public void Rewrite(NodeContext context, IEnumerable<TRecord> records)
    {
        _frame.ResetWrittenCount();
        _checksum = 0;
        foreach (var record in records) Frame(record);
        _offset = _frame.WrittenCount;
        context.Replace(file, _frame.WrittenSpan.ToArray(), Appended);
    }

    /// <summary>Sends a message once the record at a position, and all before it, are durable.</summary>
    /// <param name="context">Where effects go.</param>
    /// <param name="position">The record's position.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="message">The message.</param>
    /// <param name="said">What the node binds itself to by sending it, for observers; null for nothing.</param>
    public void SendWhenDurable(
        NodeContext context, long position, NodeId to, Message message, NodeEvent? said = null)
    {
        if (position <= Durable) Send(context, to, message, said);
        else _outbox.Enqueue((position, to, message, said));
    }

    private static void Send(NodeContext context, NodeId to, Message message, NodeEvent? said)
    {
        context.Send(to, message);
        if (said is { } nodeEvent) context.Emit(nodeEvent);
    }

    /// <summary>Takes in that a sync or a rewrite is done: sends what waited for it.</summary>
    public void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        Invariant.Holds(completion.Status == StorageStatus.Ok, $"{completion.Request} of {file} ended as {completion.Status}");
        Durable = Math.Max(Durable, completion.Token);
        while (_outbox.TryPeek(out var waiting) && waiting.Position <= Durable)
        {
            _outbox.Dequeue();
            Send(context, waiting.To, waiting.Message, waiting.Said);
        }

        if (completion.Request == StorageRequest.Sync) _syncing = false;
        Sync(context);
    }

    private void Sync(NodeContext context)
    {
        if (_syncing || Durable == Appended) return;
        _syncing = true;
        context.Sync(file, Appended);
    }

    private void Frame(TRecord record)
    {
        var start = _frame.WrittenCount;
        _frame.GetSpan(HeaderBytes)[..HeaderBytes].Clear();
        _frame.Advance(HeaderBytes);
        MemoryPackSerializer.Serialize(_frame, record);
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_frame.WrittenMemory)[start..].Span;
        var payload = frame[HeaderBytes..];
        _checksum = Checksum(_checksum, payload);
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], _checksum);
    }

    private bool TryReadFrame(
        ReadOnlySpan<byte> bytes, out int frameBytes, out uint checksum, [NotNullWhen(true)] out TRecord? record)
    {
        (frameBytes, checksum, record) = (0, 0, null);
        if (bytes.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length <= 0 || length > bytes.Length - HeaderBytes) return false;
        var payload = bytes.Slice(HeaderBytes, length);
        checksum = Checksum(_checksum, payload);
        if (checksum != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])) return false;
        record = MemoryPackSerializer.Deserialize<TRecord>(payload);
        frameBytes = HeaderBytes + length;
        return record is not null;
    }

    private static uint Checksum(uint previous, ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(~previous, (uint)payload.Length);
        while (payload.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(payload));
            payload = payload[sizeof(ulong)..];
        }

        foreach (var octet in payload) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
