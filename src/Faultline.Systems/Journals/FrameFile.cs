using System.Buffers;
using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;

namespace Faultline.Systems.Journals;

/// <summary>A file of frames on a disk that may be full or fail: what is appended is kept in memory until it is durable.</summary>
/// <remarks>
/// Guarantees: 1. a frame is durable only when all frames before it are; 2. one request is under way at a time, and a sync covers every
/// frame that was written before it began; 3. after a request that failed, everything that is not durable is written once more, until it
/// is: a sync that succeeds does not bring back what an earlier one has lost (Rebello et al., "Can Applications Recover from fsync
/// Failures?", 2020); 4. nothing is written while the file is being replaced, so that no frame can end up in the old one.
/// </remarks>
/// <param name="file">The file.</param>
internal sealed class FrameFile(StorageFile file)
{
    private static readonly TimerKind RetryTimer = new("journal retry");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly Queue<Write> _notDurable = new();
    private TimeSpan _pause = FirstPause;
    private Replacement? _replacement;
    private bool _isBusy;
    private bool _isReading;
    private long _written;
    private long _offset;
    private uint _epoch;
    private int _frames;

    /// <summary>The position of the newest record; positions count what was appended, and rewritings, and never go back.</summary>
    public long Appended { get; private set; }

    /// <summary>The position up to which everything is durable.</summary>
    public long Durable { get; private set; }

    /// <summary>Why the disk takes nothing at the moment: <see cref="StorageStatus.Full"/> or failed; else ok.</summary>
    public StorageStatus Trouble { get; private set; }

    /// <summary>How many bytes wait in memory for the disk.</summary>
    public long BytesWaiting { get; private set; }

    /// <summary>How many frames of the file are durable; where it is being replaced, of the new one.</summary>
    private int DurableFrames => _frames - (int)(Appended - Math.Max(Durable, _replacement?.Position ?? 0));

    /// <summary>What a file holds that was never appended to.</summary>
    public static byte[] Format() => Frame.Write(epoch: 1, sequence: 0, durable: 1, []);

    /// <summary>Whether a timer is the file's own.</summary>
    public static bool Owns(TimerKey timer) => timer.Kind == RetryTimer;

    /// <summary>Asks for the content; <see cref="Recover"/> takes it.</summary>
    public void Load(NodeContext context)
    {
        _isReading = true;
        context.Read(file, 0);
    }

    /// <summary>
    /// Takes the content. Unless it is damaged, what is appended goes behind it; a damaged file has to be replaced first. What was read may
    /// be in the operating system's memory only, so it counts as durable after one more sync, which this asks for.
    /// </summary>
    /// <returns>What the file holds; null where it could not be read and is asked for again.</returns>
    public FrameScan? Recover(NodeContext context, in StorageCompletion completion)
    {
        if (completion.Status == StorageStatus.Failed)
        {
            TryLater(context, StorageStatus.Failed);
            return null;
        }

        _isReading = false;
        EndTrouble();
        var scan = FrameScan.Of(completion.Bytes);
        (_epoch, _frames, _offset) = (scan.Epoch, scan.Frames, scan.End);
        if (scan.Damage is not null) return scan;
        _written = Appended = scan.Payloads.Count;

        // Whatever stands behind the readable frames is gone for good before anything new is written.
        if (!scan.IsClean) Replace(context, scan.Payloads);
        else KeepUntilDurable(new Write(Appended, 0, completion.Bytes));
        Continue(context);
        return scan;
    }

    /// <summary>Appends a frame and sees to it that it becomes durable.</summary>
    /// <returns>Its position.</returns>
    public long Append(NodeContext context, ReadOnlySpan<byte> payload)
    {
        Invariant.Holds(_frames > 0, $"{file} is damaged: it has to be replaced before anything is appended");
        var bytes = Frame.Write(_epoch, _frames, DurableFrames, payload);
        _frames++;
        KeepUntilDurable(new Write(++Appended, _offset, bytes));
        _offset += bytes.Length;
        if (_replacement is null && Trouble == StorageStatus.Ok) WriteOut(context);
        Continue(context);
        return Appended;
    }

    /// <summary>Replaces the whole file, atomically.</summary>
    /// <returns>The position at which the new content is durable.</returns>
    public long Replace(NodeContext context, IReadOnlyList<ReadOnlyMemory<byte>> payloads)
    {
        var content = new ArrayBufferWriter<byte>();
        _epoch++;
        _frames = payloads.Count + 1;
        for (var i = 0; i < _frames; i++)
            content.Write(Frame.Write(_epoch, i, _frames, i == 0 ? [] : payloads[i - 1].Span));
        _notDurable.Clear();
        _offset = BytesWaiting = content.WrittenCount;
        _replacement = new Replacement(++Appended, content.WrittenMemory);
        Continue(context);
        return Appended;
    }

    /// <summary>Takes in how a sync or a replacement ended.</summary>
    public void OnStorage(NodeContext context, in StorageCompletion completion)
    {
        _isBusy = false;
        if (completion.Status != StorageStatus.Ok)
        {
            TryLater(context, completion.Status);
            return;
        }

        EndTrouble();
        Durable = Math.Max(Durable, completion.Token);
        if (_replacement?.Position <= Durable)
        {
            BytesWaiting -= _replacement.Content.Length;
            _replacement = null;
        }

        if (_replacement is null)
        {
            while (_notDurable.TryPeek(out var write) && write.Position <= Durable)
            {
                _notDurable.Dequeue();
                BytesWaiting -= write.Bytes.Length;
            }

            WriteOut(context);
        }

        Continue(context);
    }

    /// <summary>The pause after a failure is over.</summary>
    public void OnTimer(NodeContext context)
    {
        if (_isReading)
        {
            Load(context);
            return;
        }

        _written = Durable;
        if (_replacement is null) WriteOut(context);
        Ask(context);
    }

    private void KeepUntilDurable(in Write write)
    {
        _notDurable.Enqueue(write);
        BytesWaiting += write.Bytes.Length;
    }

    private void WriteOut(NodeContext context)
    {
        foreach (var write in _notDurable)
        {
            if (write.Position <= _written) continue;
            context.Write(file, write.Offset, write.Bytes);
            _written = write.Position;
        }
    }

    private void Continue(NodeContext context)
    {
        if (!_isBusy && Trouble == StorageStatus.Ok && Durable < Appended) Ask(context);
    }

    private void Ask(NodeContext context)
    {
        _isBusy = true;
        if (_replacement is { } replacement) context.Replace(file, replacement.Content, replacement.Position);
        else context.Sync(file, _written);
    }

    private void TryLater(NodeContext context, StorageStatus trouble)
    {
        Trouble = trouble;
        context.SetTimer(RetryTimer, _pause);
        _pause = _pause + _pause < LongestPause ? _pause + _pause : LongestPause;
    }

    private void EndTrouble() => (Trouble, _pause) = (StorageStatus.Ok, FirstPause);

    /// <summary>A frame that is not durable, or all that were read back together.</summary>
    /// <param name="Position">The position of the last.</param>
    /// <param name="Offset">Where it stands in the file.</param>
    /// <param name="Bytes">What stands there.</param>
    private readonly record struct Write(long Position, long Offset, ReadOnlyMemory<byte> Bytes);

    /// <summary>A new content that is not durable.</summary>
    /// <param name="Position">Its position.</param>
    /// <param name="Content">The content.</param>
    private sealed record Replacement(long Position, ReadOnlyMemory<byte> Content);
}
