namespace Faultline.Systems.Streams;

/// <summary>Bytes that wait in their order, in a ring of fixed size.</summary>
internal sealed class ByteQueue(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private int _start;

    public int Count { get; private set; }

    public int Room => _ring.Length - Count;

    /// <summary>Takes as many of the bytes as there is room for; returns how many.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, Room);
        var at = (_start + Count) % _ring.Length;
        var untilEnd = Math.Min(taken, _ring.Length - at);
        bytes[..untilEnd].CopyTo(_ring.AsSpan(at));
        bytes[untilEnd..taken].CopyTo(_ring);
        Count += taken;
        return taken;
    }

    /// <summary>A copy of some of the bytes, which stay.</summary>
    public byte[] Copy(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Count);
        if (length == 0) return [];
        var copy = new byte[length];
        var at = (_start + offset) % _ring.Length;
        var untilEnd = Math.Min(length, _ring.Length - at);
        _ring.AsSpan(at, untilEnd).CopyTo(copy);
        _ring.AsSpan(0, length - untilEnd).CopyTo(copy.AsSpan(untilEnd));
        return copy;
    }

    /// <summary>Forgets the first bytes.</summary>
    public void Drop(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Count);
        _start = (_start + length) % _ring.Length;
        Count -= length;
    }
}
