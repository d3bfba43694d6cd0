using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>The compression function of SHA-256 (FIPS 180-4, section 6.2.2), on several messages at once.</summary>
internal static class Sha256Lanes<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>The state that hashing begins with.</summary>
    public static void Begin(Span<TLanes> state)
    {
        for (var i = 0; i < state.Length; i++) state[i] = TLanes.Same(Sha256Constants.Start[i]);
    }

    /// <summary>A word of a message: SHA-256 reads bytes with the highest first.</summary>
    public static uint WordAt(ReadOnlySpan<byte> message, int index) => BinaryPrimitives.ReadUInt32BigEndian(message[(4 * index)..]);

    /// <summary>Compresses a block of sixteen words into a state of eight.</summary>
    public static void Compress(Span<TLanes> state, Span<TLanes> words)
    {
        var constants = Sha256Constants.Rounds;
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var round = 0; round < 64; round += 8)
        {
            if (round >= 16) Extend(words, round);
            var w = words.Slice(round & 8, 8);
            var k = constants.Slice(round, 8);
            Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
            Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
            Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
            Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
            Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
            Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
            Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
            Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        TLanes a, TLanes b, TLanes c, ref TLanes d, TLanes e, TLanes f, TLanes g, ref TLanes h, TLanes word, uint constant)
    {
        var first = h + TLanes.Rotations(e, 6, 11, 25) + TLanes.Choose(e, f, g) + (TLanes.Same(constant) + word);
        d += first;
        h = first + (TLanes.Rotations(a, 2, 13, 22) + TLanes.Majority(a, b, c));
    }

    /// <summary>The next eight words of the schedule, in place of the eight that are used up.</summary>
    private static void Extend(Span<TLanes> words, int round)
    {
        for (var i = round; i < round + 8; i++)
        {
            ref var word = ref words[i & 15];
            word = word + TLanes.RotationsAndShift(words[(i + 1) & 15], 7, 18, 3)
                + (words[(i + 9) & 15] + TLanes.RotationsAndShift(words[(i + 14) & 15], 17, 19, 10));
        }
    }
}
