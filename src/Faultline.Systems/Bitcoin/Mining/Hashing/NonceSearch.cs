using System.Numerics;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>Looks for the nonce that makes a header's hash small enough.</summary>
/// <remarks>
/// <para>
/// .NET has no way to the SHA instructions of x86 processors, so this is the compression function written over registers that hold one
/// word for each of several nonces. The first 64 bytes of a header do not change with the nonce and are hashed once (the midstate).
/// </para>
/// <para>Pure: the same search finds the same nonce on every processor. A search may be used by several threads at once.</para>
/// </remarks>
public abstract class NonceSearch
{
    /// <summary>How many nonces there are.</summary>
    public const long Nonces = 1L << 32;

    private protected NonceSearch()
    {
    }

    /// <summary>Of how many nonces at once there are searches on this processor, the most first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
        [.. new[] { (Lanes16.Count, Lanes16.IsSupported), (Lanes8.Count, Lanes8.IsSupported), (1, true) }
            .Where(static width => width.Item2).Select(static width => width.Item1)];

    /// <summary>How many nonces are tried at once.</summary>
    public abstract int Width { get; }

    /// <summary>A search of the greatest width that the processor has.</summary>
    /// <param name="header">The header; its nonce is ignored.</param>
    /// <param name="target">What the hash must not exceed.</param>
    /// <returns>The search.</returns>
    public static NonceSearch For(in BlockHeader header, UInt256 target) => For(header, target, Widths[0]);

    /// <summary>A search of a width.</summary>
    /// <param name="header">The header; its nonce is ignored.</param>
    /// <param name="target">What the hash must not exceed.</param>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <returns>The search.</returns>
    public static NonceSearch For(in BlockHeader header, UInt256 target, int width)
    {
        if (!Widths.Contains(width)) throw new ArgumentOutOfRangeException(nameof(width), width, "this processor has no such width");
        return width == Lanes16.Count ? new Of<Lanes16>(header, target)
            : width == Lanes8.Count ? new Of<Lanes8>(header, target)
            : new Of<Lanes1>(header, target);
    }

    /// <summary>Tries nonces in their order.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many; not beyond the last nonce there is.</param>
    /// <returns>The first that makes the hash small enough, or null where none of them does.</returns>
    public abstract uint? Find(uint first, long count);

    private sealed class Of<TLanes> : NonceSearch where TLanes : unmanaged, ILanes<TLanes>
    {
        private const uint Padding = 0x8000_0000;
        private const int BlockBytes = 64, BlockWords = 16, StateWords = 8;

        private readonly BlockHeader _header;
        private readonly UInt256 _target;
        private readonly uint _targetHead;
        private readonly uint[] _midstate = new uint[StateWords];
        private readonly uint[] _tail = new uint[3];

        public Of(in BlockHeader header, UInt256 target)
        {
            (_header, _target, _targetHead) = (header, target, (uint)(target.Word3 >> 32));
            Span<byte> bytes = stackalloc byte[BlockHeader.Size];
            header.Write(bytes);
            Span<Lanes1> state = stackalloc Lanes1[StateWords];
            Span<Lanes1> words = stackalloc Lanes1[BlockWords];
            Sha256Lanes<Lanes1>.Begin(state);
            for (var i = 0; i < words.Length; i++) words[i] = new Lanes1(Sha256Lanes<Lanes1>.WordAt(bytes, i));
            Sha256Lanes<Lanes1>.Compress(state, words);
            for (var i = 0; i < _midstate.Length; i++) _midstate[i] = state[i].Word;
            for (var i = 0; i < _tail.Length; i++) _tail[i] = Sha256Lanes<Lanes1>.WordAt(bytes[BlockBytes..], i);
        }

        public override int Width => TLanes.Count;

        public override uint? Find(uint first, long count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Nonces);
            Span<TLanes> state = stackalloc TLanes[StateWords];
            Span<TLanes> words = stackalloc TLanes[BlockWords];
            for (var done = 0L; done < count; done += TLanes.Count)
            {
                var nonce = (uint)(first + done);
                Hash(nonce, state, words);
                // The hash's last word is the number's first 32 bits, bytes reversed. Most nonces fail by it alone.
                for (var hits = TLanes.WhereAtMost(TLanes.ReverseBytes(state[^1]), _targetHead); hits != 0; hits &= hits - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(hits);
                    if (done + lane < count && IsFound(nonce + (uint)lane)) return nonce + (uint)lane;
                }
            }

            return null;
        }

        /// <summary>SHA-256 of SHA-256 of the header with each lane's nonce, into the state.</summary>
        private void Hash(uint nonce, Span<TLanes> state, Span<TLanes> words)
        {
            for (var i = 0; i < StateWords; i++) state[i] = TLanes.Same(_midstate[i]);
            for (var i = 0; i < _tail.Length; i++) words[i] = TLanes.Same(_tail[i]);
            words[_tail.Length] = TLanes.ReverseBytes(TLanes.From(nonce));
            Pad(words, _tail.Length + 1, BlockHeader.Size);
            Sha256Lanes<TLanes>.Compress(state, words);

            state.CopyTo(words);
            Sha256Lanes<TLanes>.Begin(state);
            Pad(words, StateWords, Hash256.Size);
            Sha256Lanes<TLanes>.Compress(state, words);
        }

        private static void Pad(Span<TLanes> words, int from, int bytes)
        {
            words[from] = TLanes.Same(Padding);
            words[(from + 1)..^1].Fill(TLanes.Same(0));
            words[^1] = TLanes.Same((uint)(8 * bytes));
        }

        private bool IsFound(uint nonce) => UInt256.Of((_header with { Nonce = nonce }).Hash()) <= _target;
    }
}
