using System.Runtime.InteropServices;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Disks;

/// <summary>One file: what is durable, and the changes that are not durable yet, in their order.</summary>
/// <remarks>
/// Changes have numbers. From the first change for which there is no room on, changes are refused until a request has told the node
/// so: what is there is then a beginning of what was written, without a hole.
/// </remarks>
internal sealed class DiskFile
{
    /// <summary>How many bytes are damaged together.</summary>
    public const int SectorBytes = 512;

    private readonly List<Change> _pending = [];
    private byte[] _durable = [];
    private int _durableLength;
    private bool _isShared;
    private bool _exists;
    private long _issued;
    private long _refusedFrom = long.MaxValue;
    private StorageStatus _failure;

    /// <summary>The length that a reader sees, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The number of the newest change; a sync makes everything up to it durable.</summary>
    public long Issued => _issued;

    public bool HasUnsyncedWrites => _pending.Count > 0;

    /// <summary>What took the room, where changes are refused until a request has told the node; null where they are not.</summary>
    public FaultEffect? RefusedBy { get; private set; }

    /// <summary>How often a request has failed; what was under way then fails as well.</summary>
    public int Failures { get; private set; }

    /// <summary>How many sectors of it are on the platter.</summary>
    public int Sectors => (_durableLength + SectorBytes - 1) / SectorBytes;

    /// <summary>There is no room for a change: it is not made.</summary>
    /// <param name="by">What took the room.</param>
    public void Refuse(FaultEffect by)
    {
        _issued++;
        if (RefusedBy is null) (_refusedFrom, RefusedBy) = (_issued, by);
        by.Add(EffectUnit.WritesRefused, 1);
    }

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
        var count = CountUpTo(upTo);
        for (var i = 0; i < count; i++) Apply(_pending[i]);
        _pending.RemoveRange(0, count);
    }

    /// <summary>Why a request cannot end well, whatever the device does now; <see cref="StorageStatus.Ok"/> where it can.</summary>
    public StorageStatus Obstacle(DiskRequest request)
    {
        if (request.UpTo >= _refusedFrom)
        {
            ForgetRefusals();
            Failures++;
            return _failure = StorageStatus.Full;
        }

        // A replacement brings everything along, so it does not depend on what failed before it.
        return request.Kind == StorageRequest.Sync && request.Failures != Failures ? _failure : StorageStatus.Ok;
    }

    /// <summary>The device fails to make changes durable: some part of them survives, and nobody tries again.</summary>
    /// <returns>How many bytes of un-synced writes were lost.</returns>
    public long FailSync(long upTo, Prng random)
    {
        Failures++;
        _failure = StorageStatus.Failed;
        var lost = Survive(CountUpTo(upTo), random);
        Length = VisibleLength();
        return lost;
    }

    /// <summary>The device fails to replace the content: the old one stays, and what was written behind the new one is gone.</summary>
    /// <returns>How many bytes of un-synced writes were lost.</returns>
    public long FailReplace(long number)
    {
        Failures++;
        _failure = StorageStatus.Failed;
        var first = _pending.FindIndex(change => change.Number == number);
        var lost = first < 0 ? 0 : DropFrom(first);
        Length = VisibleLength();
        return lost;
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
            DropFrom(i);
            break;
        }

        ForgetRefusals();
        Length = VisibleLength();
    }

    /// <summary>The power fails: of the changes that were not durable, some part survives.</summary>
    /// <returns>How many bytes of un-synced writes were lost.</returns>
    public long LosePower(Prng random)
    {
        var lost = Survive(_pending.Count, random);
        ForgetRefusals();
        Length = _durableLength;
        return lost;
    }

    /// <summary>What is durable in a sector; the last one of a file may be short.</summary>
    public Span<byte> Sector(int sector)
    {
        Own();
        return _durable.AsSpan(sector * SectorBytes, Math.Min(SectorBytes, _durableLength - (sector * SectorBytes)));
    }

    /// <summary>Of the first changes some part becomes durable, and the rest of them is gone.</summary>
    /// <returns>How many bytes are gone.</returns>
    private long Survive(int count, Prng random)
    {
        var lost = 0L;
        var fate = random.Below(3);
        var survivors = fate == 1 ? random.Below(count + 1) : 0;
        for (var i = 0; i < count; i++)
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
                lost += DropFrom(i + 1);
                break;
            }
        }

        _pending.RemoveRange(0, Math.Min(count, _pending.Count));
        return lost;
    }

    /// <summary>The file as it is, for those who look.</summary>
    public DiskFileView View(string name) => new(
        name, _durable.AsSpan(0, _durableLength).ToArray(), Read() ?? [], _pending.Count,
        _pending.Sum(static change => (long)change.Bytes.Length));

    private int CountUpTo(long number)
    {
        var count = 0;
        while (count < _pending.Count && _pending[count].Number <= number) count++;
        return count;
    }

    private long DropFrom(int first)
    {
        var lost = 0L;
        for (var i = first; i < _pending.Count; i++) lost += _pending[i].Bytes.Length;
        _pending.RemoveRange(first, _pending.Count - first);
        return lost;
    }

    private void ForgetRefusals() => (_refusedFrom, RefusedBy) = (long.MaxValue, null);

    private long VisibleLength()
    {
        long length = _durableLength;
        foreach (var change in _pending)
        {
            var end = change.Offset + change.Bytes.Length;
            length = change.Replaces ? end : Math.Max(length, end);
        }

        return length;
    }

    private void Apply(in Change change)
    {
        _exists = true;

        // Whoever replaces a file no longer touches what it wrote: many nodes that write the same may share it.
        if (change.Replaces && MemoryMarshal.TryGetArray(change.Bytes, out var whole) && whole.Count == whole.Array!.Length)
        {
            (_durable, _durableLength, _isShared) = (whole.Array, whole.Count, true);
            return;
        }

        Own();
        var end = checked((int)(change.Offset + change.Bytes.Length));
        if (change.Replaces) _durableLength = 0;
        if (end > _durable.Length) Array.Resize(ref _durable, Math.Max(end, Math.Min(2 * _durable.Length, 1 << 30)));
        if (change.Offset > _durableLength) _durable.AsSpan(_durableLength, (int)change.Offset - _durableLength).Clear();
        change.Bytes.Span.CopyTo(_durable.AsSpan((int)change.Offset));
        _durableLength = change.Replaces ? end : Math.Max(_durableLength, end);
    }

    private void Own()
    {
        if (_isShared) _durable = [.. _durable];
        _isShared = false;
    }

    private readonly record struct Change(long Number, bool Replaces, long Offset, ReadOnlyMemory<byte> Bytes);
}
