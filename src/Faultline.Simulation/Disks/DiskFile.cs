using Faultline.Model.Randomness;

namespace Faultline.Simulation.Disks;

/// <summary>One file: what is durable, and the changes that are not durable yet, in their order.</summary>
internal sealed class DiskFile
{
    private readonly List<Change> _pending = [];
    private byte[] _durable = [];
    private int _durableLength;
    private bool _exists;
    private long _issued;

    /// <summary>The length that a reader sees, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The number of the newest change; a sync makes everything up to it durable.</summary>
    public long Issued => _issued;

    public bool HasUnsyncedWrites => _pending.Count > 0;

    public void Write(long offset, ReadOnlyMemory<byte> bytes)
    {
        if (offset > Length)
            throw new InvalidOperationException($"a write at offset {offset} would leave a hole: the file has {Length} bytes");
        _pending.Add(new Change(++_issued, false, offset, bytes));
        Length = Math.Max(Length, offset + bytes.Length);
    }

    public void Replace(ReadOnlyMemory<byte> bytes)
    {
        _pending.Add(new Change(++_issued, true, 0, bytes));
        Length = bytes.Length;
    }

    /// <summary>Makes all changes up to a number durable.</summary>
    public void Sync(long upTo)
    {
        var count = 0;
        while (count < _pending.Count && _pending[count].Number <= upTo) Apply(_pending[count++]);
        _pending.RemoveRange(0, count);
    }

    /// <summary>What a reader sees now, or null where there is no such file.</summary>
    public byte[]? Read()
    {
        if (!_exists && _pending.Count == 0) return null;

        // What a reader sees is what a sync would keep: build it in a copy.
        var copy = new DiskFile { _durable = _durable.AsSpan(0, _durableLength).ToArray(), _durableLength = _durableLength };
        foreach (var change in _pending) copy.Apply(change);
        return copy._durable.AsSpan(0, copy._durableLength).ToArray();
    }

    /// <summary>
    /// The process dies and the machine stays up: writes are kept by the operating system, but a replacement under way may
    /// not have come to its renaming, and nothing behind it was written then.
    /// </summary>
    public void Crash(Prng random)
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            if (!_pending[i].Replaces || random.Below(2) == 0) continue;
            _pending.RemoveRange(i, _pending.Count - i);
            break;
        }

        Length = Read()?.Length ?? 0;
    }

    /// <summary>The power fails: of the changes that were not durable, some part survives.</summary>
    /// <returns>How many bytes of un-synced writes were lost.</returns>
    public long LosePower(Prng random)
    {
        var lost = 0L;
        var fate = random.Below(3);
        var survivors = fate == 1 ? random.Below(_pending.Count + 1) : 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var change = _pending[i];
            var kept = fate switch
            {
                // Nothing had reached the platter.
                0 => 0,

                // The first few had, and the next one in part.
                1 => i < survivors ? change.Bytes.Length : i == survivors ? random.Below(change.Bytes.Length + 1) : 0,

                // The device had reordered them.
                _ => random.Below(2) == 0 ? change.Bytes.Length : random.Below(change.Bytes.Length + 1),
            };
            if (change.Replaces) kept = kept == change.Bytes.Length && fate != 0 ? kept : 0;
            lost += change.Bytes.Length - kept;
            if (kept > 0) Apply(change with { Bytes = change.Bytes[..kept] });

            // What follows a replacement was written to a file that never got its name.
            if (change.Replaces && kept == 0)
            {
                for (var j = i + 1; j < _pending.Count; j++) lost += _pending[j].Bytes.Length;
                break;
            }
        }

        _pending.Clear();
        Length = _durableLength;
        return lost;
    }

    /// <summary>The file as it is, for those who look.</summary>
    public DiskFileView View(string name) => new(
        name, _durable.AsSpan(0, _durableLength).ToArray(), Read() ?? [], _pending.Count, _pending.Sum(static change => (long)change.Bytes.Length));

    private void Apply(in Change change)
    {
        _exists = true;
        var end = checked((int)(change.Offset + change.Bytes.Length));
        if (change.Replaces) _durableLength = 0;
        if (end > _durable.Length) Array.Resize(ref _durable, Math.Max(end, Math.Min(2 * _durable.Length, 1 << 30)));
        if (change.Offset > _durableLength) _durable.AsSpan(_durableLength, (int)change.Offset - _durableLength).Clear();
        change.Bytes.Span.CopyTo(_durable.AsSpan((int)change.Offset));
        _durableLength = change.Replaces ? end : Math.Max(_durableLength, end);
    }

    private readonly record struct Change(long Number, bool Replaces, long Offset, ReadOnlyMemory<byte> Bytes);
}
