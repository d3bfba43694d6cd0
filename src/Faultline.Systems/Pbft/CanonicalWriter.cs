using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>Writes values so that different values never give the same bytes, and the same values always do.</summary>
/// <remarks>
/// What is signed and what states are compared by is written here and never by the serializer of the wire, whose form may change. Numbers
/// have their full width, big-endian; texts are UTF-16 code units behind their count; a list stands behind its length.
/// </remarks>
/// <param name="buffer">Where to begin; more is taken from the heap where it does not suffice.</param>
internal ref struct CanonicalWriter(Span<byte> buffer)
{
    private Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Byte(byte value) => Take(1)[0] = value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);

    public void Hash(in Hash256 value) => value.Write(Take(Hash256.Size));

    public void Name(NodeId value) => Int32(value.Number);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>A text, or null, which is not the empty one.</summary>
    public void Text(string? value)
    {
        Int32(value?.Length ?? -1);
        if (value is null) return;
        MemoryMarshal.AsBytes(value.AsSpan()).CopyTo(Take(2 * value.Length));
    }

    public void Operation(KvOperation operation)
    {
        switch (operation)
        {
            case KvGet:
                Byte(0);
                break;
            case KvPut put:
                Byte(1);
                Text(put.Value);
                break;
            case KvCas cas:
                Byte(2);
                Text(cas.Expected);
                Text(cas.Value);
                break;
            case KvDelete:
                Byte(3);
                break;
            default:
                throw new ArgumentException($"a key-value store has no operation {operation.GetType().Name}", nameof(operation));
        }

        Text(operation.Key);
    }

    public void Result(KvResult result)
    {
        Byte(result.Applied ? (byte)1 : (byte)0);
        Text(result.Value);
    }

    /// <summary>SHA-256 of what was written.</summary>
    public readonly Hash256 Digest() => Hash256.Sha256(Written);

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = new byte[Math.Max(2 * _buffer.Length, _length + count)];
            Written.CopyTo(larger);
            _buffer = larger;
        }

        var taken = _buffer.Slice(_length, count);
        _length += count;
        return taken;
    }
}
