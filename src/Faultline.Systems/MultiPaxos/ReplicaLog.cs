using Faultline.Model.Invariants;

namespace Faultline.Systems.MultiPaxos;

/// <summary>The slots that a replica has accepted values for, and how far it knows them to be chosen.</summary>
/// <remarks>
/// Guarantees: 1. every slot up to <see cref="CommitIndex"/> is chosen; 2. the slots from <see cref="CompactedIndex"/> + 1 to
/// <see cref="CommitIndex"/> are all here; 3. a chosen value is never replaced by another.
/// </remarks>
internal sealed class ReplicaLog
{
    private readonly SortedDictionary<long, LogEntry> _entries = [];

    /// <summary>The slots up to this one are only in the snapshot.</summary>
    public long CompactedIndex { get; private set; }

    /// <summary>Every slot up to this one is chosen and known.</summary>
    public long CommitIndex { get; private set; }

    /// <summary>The highest slot with a value, or <see cref="CommitIndex"/>.</summary>
    public long LastSlot { get; private set; }

    /// <summary>How much memory the values take, roughly, in bytes.</summary>
    public long Bytes { get; private set; }

    public LogEntry? Find(long slot) => _entries.GetValueOrDefault(slot);

    /// <summary>Sets the value that was accepted for a slot beyond the commit index.</summary>
    /// <param name="entry">The slot, the ballot and the value.</param>
    /// <param name="position">Where the journal has it.</param>
    public void Accept(AcceptedEntry entry, long position)
    {
        Invariant.Holds(entry.Slot > CommitIndex, $"slot {entry.Slot} is chosen already: the commit index is {CommitIndex}");
        Remove(entry.Slot);
        var added = new LogEntry(entry, position);
        _entries.Add(entry.Slot, added);
        Bytes += added.Bytes;
        LastSlot = Math.Max(LastSlot, entry.Slot);
    }

    /// <summary>The slot after the commit index is chosen, with the value that is here.</summary>
    public LogEntry Commit()
    {
        var slot = CommitIndex + 1;
        Invariant.Holds(_entries.ContainsKey(slot), $"slot {slot} was committed without a value");
        CommitIndex = slot;
        return _entries[slot];
    }

    /// <summary>What is here from a slot on, in the order of the slots, at most so many.</summary>
    public IEnumerable<AcceptedEntry> From(long slot, int most = int.MaxValue)
    {
        for (var next = Math.Max(slot, CompactedIndex + 1); next <= LastSlot && most > 0; next++)
            if (_entries.TryGetValue(next, out var entry))
            {
                most--;
                yield return entry.Accepted;
            }
    }

    /// <summary>Forgets the slots up to one, which a snapshot holds.</summary>
    public void Compact(long index)
    {
        Invariant.Holds(index <= CommitIndex, $"slot {index} cannot be compacted: the commit index is {CommitIndex}");
        for (; CompactedIndex < index; CompactedIndex++) Remove(CompactedIndex + 1);
    }

    /// <summary>A snapshot holds everything up to a slot; what is known beyond it stays.</summary>
    public void Install(long index)
    {
        Invariant.Holds(index > CommitIndex, $"a snapshot of {index} would take back slots: the commit index is {CommitIndex}");
        for (var slot = CompactedIndex + 1; slot <= Math.Min(index, LastSlot); slot++) Remove(slot);
        CompactedIndex = CommitIndex = index;
        LastSlot = Math.Max(LastSlot, index);
    }

    private void Remove(long slot)
    {
        if (_entries.Remove(slot, out var removed)) Bytes -= removed.Bytes;
    }
}

/// <summary>An accepted value and where the journal has it.</summary>
/// <param name="Accepted">The slot, the ballot and the value.</param>
/// <param name="Position">The journal's position of its record.</param>
internal sealed record LogEntry(AcceptedEntry Accepted, long Position)
{
    /// <summary>How much memory it takes, roughly, in bytes.</summary>
    public long Bytes { get; } = 128 + Accepted.Batch.Sum(static command => command.Bytes);
}
