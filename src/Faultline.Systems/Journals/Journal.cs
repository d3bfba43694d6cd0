using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.Journals;

/// <summary>A write-ahead log of records, with group commit and messages that wait until what they speak of is durable.</summary>
/// <remarks>See <see cref="FrameFile"/> for what it guarantees, and <see cref="FrameScan"/> for what it can tell after a failure.</remarks>
/// <typeparam name="TRecord">The records, a family for <c>MemoryPack</c>.</typeparam>
/// <param name="file">The file that holds it.</param>
internal sealed class Journal<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TRecord>(StorageFile file)
    where TRecord : class
{
    private readonly FrameFile _frames = new(file);
    private readonly ArrayBufferWriter<byte> _payload = new(512);
    private readonly Queue<(long Position, NodeId To, Message Message, NodeEvent? Said)> _outbox = new();

    /// <summary>The position of the newest record; positions count appended records, and rewritings, and never go back.</summary>
    public long Appended => _frames.Appended;

    /// <summary>The position up to which everything is durable.</summary>
    public long Durable => _frames.Durable;

    /// <summary>Whether the disk is full or fails at the moment. What was appended becomes durable when that is over.</summary>
    public Shortage Shortage => _frames.Trouble switch
    {
        StorageStatus.Ok => Shortage.None,
        StorageStatus.Full => Shortage.DiskFull,
        _ => Shortage.DiskFailing,
    };

    /// <summary>How many bytes wait in memory for the disk.</summary>
    public long BytesWaiting => _frames.BytesWaiting;

    /// <summary>Asks for the file; pass the completion to <see cref="Recover"/>.</summary>
    public void Load(NodeContext context) => _frames.Load(context);

    /// <summary>Reads the records back; the next one goes behind them, unless the journal is damaged and must be rewritten.</summary>
    /// <returns>The records; null where the file could not be read and is asked for again.</returns>
    public Recovered<TRecord>? Recover(NodeContext context, in StorageCompletion completion) =>
        _frames.Recover(context, completion) is not { } scan ? null : new Recovered<TRecord>(
            [.. scan.Payloads.Select(static payload => MemoryPackSerializer.Deserialize<TRecord>(payload.Span)!)],
            completion.Status == StorageStatus.Missing ? "there is no file" : scan.Damage);

    /// <summary>Appends a record and sees to it that it becomes durable.</summary>
    /// <returns>Its position.</returns>
    public long Append(NodeContext context, TRecord record)
    {
        _payload.ResetWrittenCount();
        MemoryPackSerializer.Serialize(_payload, record);
        return _frames.Append(context, _payload.WrittenSpan);
    }

    /// <summary>Replaces the whole journal, atomically.</summary>
    /// <returns>The position at which the new one is durable.</returns>
    public long Rewrite(NodeContext context, IEnumerable<TRecord> records) => _frames.Replace(
        context, [.. records.Select(static record => (ReadOnlyMemory<byte>)MemoryPackSerializer.Serialize(record))]);

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

    /// <summary>Takes in how a sync or a rewriting ended: sends what waited for it.</summary>
    public void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        _frames.OnStorage(context, completion);
        while (_outbox.TryPeek(out var waiting) && waiting.Position <= Durable)
        {
            _outbox.Dequeue();
            Send(context, waiting.To, waiting.Message, waiting.Said);
        }
    }

    /// <summary>The pause after a failure is over.</summary>
    public void OnTimer(NodeContext context) => _frames.OnTimer(context);

    private static void Send(NodeContext context, NodeId to, Message message, NodeEvent? said)
    {
        context.Send(to, message);
        if (said is { } nodeEvent) context.Emit(nodeEvent);
    }
}

/// <summary>What a journal remembers.</summary>
/// <typeparam name="TRecord">The records.</typeparam>
/// <param name="Records">The records that can be read, in their order.</param>
/// <param name="Damage">What is wrong, where something that was durable may be missing; else null.</param>
internal sealed record Recovered<TRecord>(IReadOnlyList<TRecord> Records, string? Damage);
