using System.Buffers.Binary;
using System.Numerics;

namespace Faultline.Systems.Bitcoin.Relay;

/// <summary>SipHash-2-4, a keyed hash for short inputs (Aumasson and Bernstein, 2012).</summary>
internal static class SipHash
{
    /// <summary>The hash of some bytes under a key.</summary>
    public static ulong Of(ulong key0, ulong key1, ReadOnlySpan<byte> bytes)
    {
        var state = new State(key0, key1);
        var rest = bytes;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..]) state.Take(BinaryPrimitives.ReadUInt64LittleEndian(rest));

        // The last word holds what is left, and the length in its highest byte.
        var last = unchecked((ulong)bytes.Length << 56);
        for (var i = 0; i < rest.Length; i++) last |= (ulong)rest[i] << (8 * i);
        state.Take(last);
        return state.Finish();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Take(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xff;
            for (var round = 0; round < 4; round++) Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            unchecked
            {
                _v0 += _v1;
                _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
                _v0 = BitOperations.RotateLeft(_v0, 32);
                _v2 += _v3;
                _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
                _v0 += _v3;
                _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
                _v2 += _v1;
                _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
                _v2 = BitOperations.RotateLeft(_v2, 32);
            }
        }
    }
}
