using System.Buffers;
using System.Buffers.Binary;

namespace Faultline.Systems.BlockChain;

/// <summary>Writes what <see cref="WireReader"/> reads.</summary>
public sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => _output.ResetWrittenCount();

    /// <summary>Bytes, without a length before them.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    /// <summary>One byte.</summary>
    /// <param name="value">The number.</param>
    public void WriteByte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    /// <summary>Two bytes.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_output.GetSpan(2), value);
        _output.Advance(2);
    }

    /// <summary>Four bytes.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    /// <summary>Four bytes with a sign.</summary>
    /// <param name="value">The number.</param>
    public void WriteInt32(int value) => WriteUInt32(unchecked((uint)value));

    /// <summary>Eight bytes.</summary>
    /// <param name="value">The number.</param>
    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    /// <summary>Eight bytes with a sign.</summary>
    /// <param name="value">The number.</param>
    public void WriteInt64(long value) => WriteUInt64(unchecked((ulong)value));

    /// <summary>A hash.</summary>
    /// <param name="hash">The hash.</param>
    public void WriteHash(Hash256 hash)
    {
        hash.Write(_output.GetSpan(Hash256.Size));
        _output.Advance(Hash256.Size);
    }

    /// <summary>The 80 bytes of a header.</summary>
    /// <param name="header">The header.</param>
    public void WriteHeader(in BlockHeader header)
    {
        header.Write(_output.GetSpan(BlockHeader.Size));
        _output.Advance(BlockHeader.Size);
    }

    /// <summary>A compact size, in its shortest form.</summary>
    /// <param name="size">Up to <see cref="WireReader.LargestSize"/>, or no reader takes it.</param>
    public void WriteCompactSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size < 0xfd)
        {
            WriteByte((byte)size);
        }
        else if (size <= ushort.MaxValue)
        {
            WriteByte(0xfd);
            WriteUInt16((ushort)size);
        }
        else
        {
            WriteByte(0xfe);
            WriteUInt32((uint)size);
        }
    }

    /// <summary>Bytes with their length before them.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteSizedBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCompactSize(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>What was written, double-hashed: the name of an object whose encoding this is.</summary>
    /// <returns>The hash.</returns>
    public Hash256 DoubleSha256() => Hash256.DoubleSha256(Written);
}
