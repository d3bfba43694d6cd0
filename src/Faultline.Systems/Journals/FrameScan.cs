namespace Faultline.Systems.Journals;

/// <summary>What a file of frames holds after whatever happened to it.</summary>
/// <remarks>
/// <para>
/// A power loss leaves of each write that was not synced a beginning, and behind that zeros or the end of the file. So the frames behind
/// the readable ones are torn where each of them, down to the last byte, can be such a beginning, and no readable one says that more
/// frames had been durable than can be read. Everything else is damage; where both are possible it counts as damage, because that costs a
/// repair and the other may cost data.
/// </para>
/// <para>Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage" (FAST 2018): a corrupted entry is not a torn one.</para>
/// </remarks>
internal sealed class FrameScan
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly List<ReadOnlyMemory<byte>> _payloads = [];
    private int _durable;

    private FrameScan(ReadOnlyMemory<byte> file) => _file = file;

    /// <summary>The payloads that can be read, in their order; with <see cref="Damage"/>, some between them may be missing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Payloads => _payloads;

    /// <summary>How many frames stand at the beginning without a gap, the opening one included.</summary>
    public int Frames { get; private set; }

    /// <summary>Where they end, in bytes.</summary>
    public int End { get; private set; }

    /// <summary>Whether there is nothing else in the file, so that it can be written on from there.</summary>
    public bool IsClean { get; private set; }

    /// <summary>The epoch of the frames.</summary>
    public uint Epoch { get; private set; }

    /// <summary>What is wrong, where something that was durable may be missing; else null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Reads a file.</summary>
    public static FrameScan Of(ReadOnlyMemory<byte> file)
    {
        var scan = new FrameScan(file);
        scan.ReadFromTheStart();
        if (scan.Frames == 0) scan.Damage = "the file does not begin as a journal does";
        else scan.JudgeTheRest();
        if (scan.Damage is not null) scan.Salvage();
        return scan;
    }

    private ReadOnlySpan<byte> From(int place) => _file.Span[place..];

    private void ReadFromTheStart()
    {
        IsClean = true;
        while (End < _file.Length && Frame.TryReadHead(From(End), out var frame) && frame.HasPayload(From(End)))
        {
            if (Frames == 0) Epoch = frame.Epoch;
            if (frame.Epoch != Epoch || frame.Sequence != Frames) break;
            Take(frame, End);
            Frames++;
            IsClean &= frame.HasMarks(From(End));
            End = Math.Min(End + frame.Bytes, _file.Length);
        }

        IsClean &= End == _file.Length;
    }

    /// <summary>Looks whether all behind the readable frames can be what a power loss leaves of un-synced writes.</summary>
    private void JudgeTheRest()
    {
        var place = End;
        var sequence = Frames;
        var mayBeLater = false;
        while (place < _file.Length && Damage is null)
        {
            var rest = From(place);
            if (rest[0] == 0)
            {
                // A write that is gone altogether, before one that is not.
                place = SkipNothing(place);
                mayBeLater = true;
            }
            else if (Frame.TryReadHead(rest, out var frame))
            {
                Damage = frame.Epoch == Epoch && (mayBeLater ? frame.Sequence >= sequence : frame.Sequence == sequence)
                    ? Objection(frame, rest)
                    : $"at byte {place} stands frame {frame.Sequence} of epoch {frame.Epoch}, and {sequence} of epoch {Epoch} should";
                sequence = frame.Sequence + 1;
                mayBeLater = false;
                _durable = Math.Max(_durable, frame.Durable);
                place = (int)Math.Min((long)place + frame.Bytes, _file.Length);
            }
            else if (Frame.IsTornHead(rest))
            {
                place = rest.Length <= Frame.HeadBytes ? _file.Length : SkipNothing(place + Frame.HeadBytes);
                sequence++;
                mayBeLater = true;
            }
            else
            {
                Damage = $"the frame at byte {place} cannot be read";
            }
        }

        if (Damage is null && _durable > Frames) Damage = $"{_durable} frames were durable and {Frames} can be read";
    }

    /// <summary>The place where something stands again. Zeros come from a later write behind them, and do not end a file.</summary>
    private int SkipNothing(int place)
    {
        var next = From(place).IndexOfAnyExcept((byte)0);
        if (next >= 0) return place + next;
        Damage = $"there is nothing from byte {place} on, although the file goes on";
        return _file.Length;
    }

    /// <summary>Why a frame whose head can be read is neither the whole of a write nor the beginning of one, or null.</summary>
    private static string? Objection(Frame frame, ReadOnlySpan<byte> rest)
    {
        if (frame.HasPayload(rest)) return null;

        // What ends with the file was cut there. What does not must have nothing where its end mark should be, and something behind that.
        bool isTorn;
        if (rest.Length < frame.Bytes)
        {
            isTorn = rest.Length < Frame.HeadBytes + frame.Length;
        }
        else
        {
            var behind = rest[(frame.Bytes - Frame.MarkBytes)..];
            isTorn = Frame.IsNothing(behind[..Frame.MarkBytes]) && !Frame.IsNothing(behind);
        }

        return isTorn ? null : $"frame {frame.Sequence} was written to its end and cannot be read";
    }

    /// <summary>Takes what can still be read behind the damage.</summary>
    private void Salvage()
    {
        for (var place = End; place < _file.Length;)
        {
            var next = From(place).IndexOf(Frame.Magic);
            if (next < 0) return;
            place += next;
            if (Frame.TryReadHead(From(place), out var frame) && frame.HasPayload(From(place)) && IsOfThisFile(frame))
            {
                Take(frame, place);
                place = (int)Math.Min((long)place + frame.Bytes, _file.Length);
            }
            else
            {
                place++;
            }
        }
    }

    private bool IsOfThisFile(Frame frame)
    {
        if (Frames == 0 && _payloads.Count == 0) Epoch = frame.Epoch;
        return frame.Epoch == Epoch;
    }

    private void Take(Frame frame, int place)
    {
        _durable = Math.Max(_durable, frame.Durable);
        if (frame.Length > 0) _payloads.Add(_file.Slice(place + Frame.HeadBytes, frame.Length));
    }
}
