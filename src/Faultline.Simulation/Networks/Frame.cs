using System.Buffers.Binary;
using System.Numerics;
using Faultline.Model.Randomness;

namespace Faultline.Simulation.Networks;

/// <summary>The bytes of a message that was damaged on its way, with its checksum behind them where frames have one.</summary>
/// <remarks>Only damaged messages become frames: of all others it is known that their checksum is right.</remarks>
internal sealed class Frame
{
    private const int ChecksumBytes = 4;

    /// <summary>The most bits that one accident flips.</summary>
    private const int MostFlips = 8;

    private readonly byte[] _bytes;
    private readonly bool _hasChecksum;

    private Frame(byte[] bytes, bool hasChecksum) => (_bytes, _hasChecksum) = (bytes, hasChecksum);

    public ReadOnlySpan<byte> Message => _bytes.AsSpan(0, _bytes.Length - (_hasChecksum ? ChecksumBytes : 0));

    public ulong Digest => StableHash.Of(_bytes);

    /// <summary>Whether the receiver has a reason to drop it unread.</summary>
    public bool HasWrongChecksum =>
        _hasChecksum && BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(Message.Length)) != Crc32C(Message);

    /// <summary>The frame of a whole message.</summary>
    public static Frame Of(ReadOnlySpan<byte> message, bool hasChecksum)
    {
        var bytes = new byte[message.Length + (hasChecksum ? ChecksumBytes : 0)];
        message.CopyTo(bytes);
        if (hasChecksum) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(message.Length), Crc32C(message));
        return new Frame(bytes, hasChecksum);
    }

    /// <summary>The same with one to eight bits flipped, anywhere.</summary>
    public Frame Damaged(Prng random)
    {
        byte[] bytes = [.. _bytes];
        for (var flips = random.Below(MostFlips); flips >= 0 && bytes.Length > 0; flips--)
        {
            var bit = random.Below(8L * bytes.Length);
            bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        }

        return new Frame(bytes, _hasChecksum);
    }

    /// <inheritdoc />
    public override string ToString() => $"{_bytes.Length} damaged bytes";

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var octet in bytes) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
