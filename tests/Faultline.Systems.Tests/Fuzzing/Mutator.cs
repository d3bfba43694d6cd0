using System.Buffers.Binary;
using Faultline.Model.Randomness;

namespace Faultline.Systems.Tests.Fuzzing;

/// <summary>Makes inputs that are nearly right: accepted bytes with some changes, and now and then mere noise.</summary>
internal sealed class Mutator(Prng random, byte[][] samples)
{
    private const int MostNoise = 200;
    private const int MostBytes = 1 << 16;
    private static readonly int[] Extremes = [-1, int.MaxValue, int.MinValue, 0, 1, 0x00ff_ffff, 0x0100_0000, 0x7fff, 0xffff];
    private static readonly byte[] ExtremeBytes = [0, 1, 0x7f, 0x80, 0xfa, 0xfc, 0xfd, 0xfe, 0xff];

    public byte[] Next()
    {
        if (samples.Length == 0 || random.Below(16) == 0) return Noise(random.Below(MostNoise));
        var bytes = samples[random.Below(samples.Length)];
        for (var changes = 1 + random.Below(4); changes > 0; changes--) bytes = Change(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        var at = random.Below(bytes.Length + 1);
        var length = Math.Min(random.Below(16), bytes.Length - at);
        switch (random.Below(8))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2 when bytes.Length < MostBytes:
                return [.. bytes[..at], .. Noise(random.Below(16)), .. bytes[at..]];
            case 3 when bytes.Length < MostBytes:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4 when bytes.Length < MostBytes:
                var other = samples[random.Below(samples.Length)];
                return [.. bytes[..at], .. other[random.Below(other.Length + 1)..]];
            case 5 when bytes.Length - at >= sizeof(int):
                byte[] extreme = [.. bytes];
                BinaryPrimitives.WriteInt32LittleEndian(extreme.AsSpan(at), Extremes[random.Below(Extremes.Length)]);
                return extreme;
            case 6 when at < bytes.Length:
                byte[] replaced = [.. bytes];
                replaced[at] = ExtremeBytes[random.Below(ExtremeBytes.Length)];
                return replaced;
            case var _ when at < bytes.Length:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << random.Below(8));
                return flipped;
            default:
                return bytes;
        }
    }

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)random.Below(256);
        return bytes;
    }
}
