using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Systems.Journals;
using Faultline.Systems.MultiPaxos;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Journals;

/// <summary>One journal on a file that the test holds in its hands.</summary>
internal sealed class JournalBench
{
    private static readonly StorageFile File = new("journal");

    private readonly NodeContext _context = new(N1, new Prng(1));
    private readonly Queue<Effect> _asked = new();
    private byte[] _file;

    public JournalBench(byte[]? file = null)
    {
        _file = file ?? FrameFile.Format();
        Step(Journal.Load);
        _asked.Dequeue();
        var status = _file.Length == 0 ? StorageStatus.Missing : StorageStatus.Ok;
        Step(context => Recovered = Journal.Recover(context, new StorageCompletion(StorageRequest.Read, File, 0, status, _file))!);
    }

    public Journal<JournalRecord> Journal { get; } = new(File);

    public Recovered<JournalRecord> Recovered { get; private set; } = null!;

    public byte[] Bytes => _file;

    /// <summary>Where each write since the start began, and what it wrote.</summary>
    public List<(int Offset, byte[] Bytes)> Writes { get; } = [];

    public List<Effect> Sent { get; } = [];

    public TimeSpan? Pause { get; private set; }

    public int Asked => _asked.Count;

    /// <summary>The records of a file of which only the bytes are known.</summary>
    public static Recovered<JournalRecord> Read(byte[] file) => new JournalBench(file).Recovered;

    /// <summary>A file with so many records, all of them synced, the last so many of them after the sync of the others.</summary>
    public static JournalBench Synced(int records, int last = 1)
    {
        var bench = new JournalBench();
        bench.Append(Records(records)[..^last]);
        bench.Finish();
        bench.Append(Records(records)[^last..]);
        bench.Finish();
        return bench;
    }

    /// <summary>Records of different lengths, with zeros and without.</summary>
    public static JournalRecord[] Records(int count) => [.. Enumerable.Range(1, count).Select(static number => number % 3 == 0
        ? (JournalRecord)new SnapshotRecord(number, [.. Enumerable.Range(0, 7 * number).Select(static value => (byte)(value / 20))])
        : new Promised(B(number, N1)))];

    public static IEnumerable<string> Words(IEnumerable<JournalRecord> records) => records.Select(static record =>
        record is SnapshotRecord snapshot ? $"{snapshot.Index}: {Convert.ToHexString(snapshot.Image)}" : record.ToString());

    public void Step(Action<NodeContext> handle)
    {
        _context.Clock = new LocalClock(0, 0);
        handle(_context);
        foreach (ref readonly var effect in _context.Effects)
        {
            if (effect.Kind == EffectKind.Write) Write((int)effect.Number, effect.Bytes.Span);
            else if (effect.Kind == EffectKind.SetTimer) Pause = new TimeSpan(effect.Number);
            else if (effect.Kind is EffectKind.Sync or EffectKind.Read or EffectKind.Replace) _asked.Enqueue(effect);
            else Sent.Add(effect);
        }

        _context.Clear();
    }

    public void Append(params JournalRecord[] records)
    {
        foreach (var record in records) Step(context => Journal.Append(context, record));
    }

    /// <summary>The disk does the oldest thing that it was asked for, or cannot, and then loses what was not durable.</summary>
    public void FinishOne(StorageStatus status = StorageStatus.Ok, byte[]? left = null)
    {
        var asked = _asked.Dequeue();
        var kind = asked.Kind == EffectKind.Replace ? StorageRequest.Replace : StorageRequest.Sync;
        if (status == StorageStatus.Ok && kind == StorageRequest.Replace) _file = asked.Bytes.ToArray();
        if (left is not null) _file = left;
        Step(context => Journal.OnStorage(context, new StorageCompletion(kind, File, asked.Number, status, default)));
    }

    public void Finish()
    {
        while (_asked.Count > 0) FinishOne();
    }

    public void RingRetry()
    {
        Pause = null;
        Step(Journal.OnTimer);
    }

    private void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        Assert.True(offset <= _file.Length, $"a write at {offset} leaves a hole: the file has {_file.Length} bytes");
        Writes.Add((offset, bytes.ToArray()));
        if (_file.Length < offset + bytes.Length) Array.Resize(ref _file, offset + bytes.Length);
        bytes.CopyTo(_file.AsSpan(offset));
    }
}
