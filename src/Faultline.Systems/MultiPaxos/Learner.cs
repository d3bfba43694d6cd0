using Faultline.Model.Invariants;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Systems.Journals;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.MultiPaxos;

/// <summary>Applies what is chosen, in the order of the slots; takes snapshots; and catches up from others where it lacks slots.</summary>
internal sealed class Learner(
    ReplicaSettings settings, Journal<JournalRecord> journal, ReplicaLog log, Acceptor acceptor, IStateMachine machine)
{
    /// <summary>The most slots in one message that helps another to catch up.</summary>
    private const int MostEntries = 64;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    private (long Index, byte[] Image) _snapshot = (0, []);
    private IncomingSnapshot? _incoming;
    private long _askedAt = long.MinValue;

    /// <summary>Whether clients are told the results: only a leader does that, so that they get one answer.</summary>
    public bool AnswersClients { get; set; }

    /// <summary>How much memory the snapshots take that are kept or come in, in bytes.</summary>
    public long Bytes => _snapshot.Image.Length + (_incoming?.Image.Length ?? 0);

    /// <summary>Takes back the snapshot that the journal has, if any.</summary>
    public void Recover(IReadOnlyList<JournalRecord> records)
    {
        if (records.OfType<SnapshotRecord>().FirstOrDefault() is not { } snapshot) return;
        _snapshot = (snapshot.Index, snapshot.Image);
        Invariant.Holds(TryLoad(snapshot.Image), $"the node's own snapshot of {snapshot.Index} cannot be read");
        log.Install(snapshot.Index);
    }

    /// <summary>The slot after the commit index is chosen with the value in the log: applies it.</summary>
    public void Commit(NodeContext context)
    {
        Apply(context, log.Commit().Accepted);
        if (log.CommitIndex - _snapshot.Index >= settings.SnapshotEvery) TakeSnapshot(context);
    }

    /// <summary>Memory is short: a snapshot takes the place of the slots that it holds, where that is worth it.</summary>
    public void GiveMemoryBack(NodeContext context)
    {
        if (log.CommitIndex - _snapshot.Index > settings.FlowWindow) TakeSnapshot(context);
    }

    /// <summary>
    /// A leader says that everything up to a slot is chosen. What was accepted in that leader's own ballot is what was chosen;
    /// anything else has to be asked for.
    /// </summary>
    public void LearnUpTo(NodeContext context, NodeId leader, Ballot ballot, long commitIndex)
    {
        while (log.CommitIndex < commitIndex && log.Find(log.CommitIndex + 1)?.Accepted.Ballot == ballot) Commit(context);
        if (log.CommitIndex < commitIndex) AskFor(context, leader);
    }

    /// <summary>Asks another for the slots that are missing, unless an answer may still come.</summary>
    public void AskFor(NodeContext context, NodeId from)
    {
        var now = context.Clock.GetTimestamp();
        if (_askedAt != long.MinValue && context.Clock.GetElapsedTime(_askedAt) < AskAgainAfter) return;
        _askedAt = now;
        if (_incoming is { } incoming) context.Send(from, new SnapshotRequest(incoming.Index, incoming.Received));
        else context.Send(from, new CatchUpRequest(log.CommitIndex + 1));
    }

    /// <summary>Another lacks slots: it gets them, or the snapshot that has taken their place.</summary>
    public void OnCatchUpRequest(NodeContext context, NodeId from, CatchUpRequest request)
    {
        if (request.FromSlot <= log.CompactedIndex)
        {
            SendChunk(context, from, 0);
            return;
        }

        AcceptedEntry[] chosen =
            [.. log.From(request.FromSlot, MostEntries).TakeWhile(entry => entry.Slot <= log.CommitIndex)];
        if (chosen.Length > 0) context.Send(from, new CatchUpEntries(chosen, log.CommitIndex));
    }

    /// <summary>Chosen slots have come.</summary>
    public void OnCatchUpEntries(NodeContext context, NodeId from, CatchUpEntries message)
    {
        foreach (var entry in message.Chosen)
        {
            if (entry.Slot <= log.CommitIndex) continue;
            if (entry.Slot != log.CommitIndex + 1) break;
            if (log.Find(entry.Slot) is not { } known || known.Accepted.Ballot < entry.Ballot)
                log.Accept(entry, journal.Append(context, new AcceptedRecord(entry)));
            Commit(context);
        }

        GoOn(context, from, message.CommitIndex);
    }

    /// <summary>Another wants the next part of a snapshot; where that one is no longer here, it gets the newer one's first part.</summary>
    public void OnSnapshotRequest(NodeContext context, NodeId from, SnapshotRequest request)
    {
        if (_snapshot.Index == 0) return;
        SendChunk(context, from, request.Index == _snapshot.Index ? request.Offset : 0);
    }

    /// <summary>A part of a snapshot has come.</summary>
    public void OnSnapshotChunk(NodeContext context, NodeId from, SnapshotChunk chunk)
    {
        if (chunk.Index <= log.CommitIndex) return;
        if (_incoming?.Index != chunk.Index && chunk.Offset == 0) _incoming = new IncomingSnapshot(chunk.Index, chunk.Length);
        if (_incoming is not { } incoming || incoming.Index != chunk.Index || incoming.Received != chunk.Offset) return;
        incoming.Add(chunk.Bytes);
        _askedAt = context.Clock.GetTimestamp();
        if (!incoming.IsComplete)
        {
            context.Send(from, new SnapshotRequest(chunk.Index, incoming.Received));
            return;
        }

        _incoming = null;
        Invariant.Holds(
            StableHash.Of(incoming.Image) == chunk.Digest, $"the snapshot of {chunk.Index} from {from} has another digest");
        Install(context, chunk.Index, incoming.Image);
        GoOn(context, from, long.MaxValue);
    }

    /// <summary>Writes everything that the replica must remember into a new journal.</summary>
    /// <returns>The journal's position at which that is durable.</returns>
    public long RewriteJournal(NodeContext context)
    {
        var records = acceptor.Records(_snapshot.Index);
        return journal.Rewrite(
            context, _snapshot.Index == 0 ? records : [new SnapshotRecord(_snapshot.Index, _snapshot.Image), .. records]);
    }

    private void GoOn(NodeContext context, NodeId from, long known)
    {
        _askedAt = long.MinValue;
        if (log.CommitIndex < known) AskFor(context, from);
    }

    private void Apply(NodeContext context, AcceptedEntry entry)
    {
        foreach (var command in entry.Batch)
        {
            var answer = machine.Apply(command);
            if (AnswersClients && answer is not null) context.Send(command.Client, answer);
        }

        context.Emit(new NodeEvent(NodeEventKind.Decided, entry.Slot, SessionCommand.DigestOf(entry.Batch)));
    }

    private void TakeSnapshot(NodeContext context)
    {
        var state = machine.Save(withSessions: settings.Mistake != Mistake.LostSessions);
        int[] members = [.. settings.Nodes.Select(static node => node.Number)];
        _snapshot = (log.CommitIndex, MemoryPackSerializer.Serialize(new ReplicaImage(members, state)));

        // The last few slots stay in memory: a follower that is just behind should not need the whole snapshot.
        log.Compact(Math.Max(log.CompactedIndex, log.CommitIndex - settings.FlowWindow));
        RewriteJournal(context);
        context.Emit(new NodeEvent(NodeEventKind.SnapshotTaken, _snapshot.Index));
    }

    private void Install(NodeContext context, long index, byte[] image)
    {
        if (!TryLoad(image)) return;
        log.Install(index);
        _snapshot = (index, image);
        RewriteJournal(context);
        context.Emit(new NodeEvent(NodeEventKind.SnapshotInstalled, index));
    }

    private bool TryLoad(byte[] bytes)
    {
        if (!StrangeBytes.TryRead(bytes, out ReplicaImage? image) || image is not { Members: not null, State: not null }) return false;
        Invariant.Holds(
            image.Members.SequenceEqual(settings.Nodes.Select(static node => node.Number)),
            $"a snapshot of {image.Members.Length} members does not belong to this cluster of {settings.Nodes.Count}");
        return machine.TryLoad(image.State);
    }

    private void SendChunk(NodeContext context, NodeId to, int offset)
    {
        var (index, image) = _snapshot;
        if (offset >= image.Length) return;
        var bytes = image[offset..Math.Min(image.Length, offset + settings.SnapshotChunk)];
        context.Send(to, new SnapshotChunk(index, offset, image.Length, StableHash.Of(image), bytes));
    }

    /// <summary>A snapshot that is coming in.</summary>
    private sealed class IncomingSnapshot(long index, int length)
    {
        public long Index { get; } = index;

        public byte[] Image { get; } = new byte[length];

        public int Received { get; private set; }

        public bool IsComplete => Received == Image.Length;

        public void Add(byte[] bytes)
        {
            var count = Math.Min(bytes.Length, Image.Length - Received);
            bytes.AsSpan(0, count).CopyTo(Image.AsSpan(Received));
            Received += count;
        }
    }
}
