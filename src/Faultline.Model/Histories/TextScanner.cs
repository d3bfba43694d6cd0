namespace Faultline.Model.Histories;

/// <summary>A text of any length, read character by character or line by line, that knows where it is.</summary>
/// <param name="input">Where from.</param>
/// <param name="progress">Told now and then how many characters were read; null for nobody.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class TextScanner(TextReader input, Action<long>? progress = null, CancellationToken cancellation = default)
{
    private const int BlockSize = 1 << 16;

    private char[] _block = new char[BlockSize];
    private int _next;
    private int _end;
    private long _before;

    /// <summary>The line of the next character, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The place of the next character in its line, from 1.</summary>
    public int Column { get; private set; } = 1;

    /// <summary>The beginning of the text, up to some 65,000 characters; to be asked for before anything is read.</summary>
    public ReadOnlySpan<char> Head
    {
        get
        {
            if (_end == 0) Fill();
            return _block.AsSpan(0, _end);
        }
    }

    /// <summary>Whether the head is the whole text.</summary>
    public bool HeadIsAll => _end < BlockSize;

    /// <summary>The next character, which stays; -1 at the end.</summary>
    public int Peek() => _next < _end || Fill() ? _block[_next] : -1;

    /// <summary>The next character; -1 at the end.</summary>
    public int Read()
    {
        if (_next == _end && !Fill()) return -1;
        var read = _block[_next++];
        if (read == '\n') (Line, Column) = (Line + 1, 1);
        else Column++;
        return read;
    }

    /// <summary>The next line, without its end; valid until the next call.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool TryReadLine(out ReadOnlySpan<char> line)
    {
        line = default;
        if (_next == _end && !Fill()) return false;
        var length = 0;
        while (true)
        {
            var found = _block.AsSpan(_next + length, _end - _next - length).IndexOf('\n');
            if (found >= 0)
            {
                length += found;
                line = _block.AsSpan(_next, length);
                _next += length + 1;
                break;
            }

            length = _end - _next;
            if (Grow()) continue;
            line = _block.AsSpan(_next, length);
            _next = _end;
            break;
        }

        if (line is [.., '\r']) line = line[..^1];
        (Line, Column) = (Line + 1, 1);
        return true;
    }

    private bool Fill()
    {
        _next = _end = 0;
        return Grow();
    }

    /// <summary>Reads on behind what has not been used yet.</summary>
    private bool Grow()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_next > 0) _block.AsSpan(_next, _end - _next).CopyTo(_block);
        (_end, _next) = (_end - _next, 0);
        if (_end == _block.Length) Array.Resize(ref _block, 2 * _block.Length);
        var read = input.ReadBlock(_block.AsSpan(_end));
        _end += read;
        _before += read;
        progress?.Invoke(_before);
        return read > 0;
    }
}
