using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A text as the pieces that were appended to it: the state of <see cref="TextStoreModel"/>.</summary>
/// <remarks>Immutable. A piece stands on the text before it, so appending takes time and memory for what is appended only.</remarks>
public sealed class ChunkedText
{
    private readonly ChunkedText? _before;
    private readonly string _chunk;
    private readonly ulong _hash;

    private ChunkedText(ChunkedText? before, string chunk)
    {
        (_before, _chunk) = (before, chunk);
        Length = (before?.Length ?? 0) + chunk.Length;

        // Character by character, so that it does not matter where one piece ends and the next begins.
        _hash = before?._hash ?? StableHash.Start;
        foreach (var unit in chunk) _hash = StableHash.Mix(_hash, unit);
    }

    internal static ChunkedText Empty { get; } = new(null, "");

    internal int Length { get; }

    internal UInt128 Digest => StateDigest.Spread(_hash);

    internal static ChunkedText Of(string text) => text.Length == 0 ? Empty : new ChunkedText(null, text);

    internal ChunkedText Append(string chunk) => chunk.Length == 0 ? this : new ChunkedText(Length == 0 ? null : this, chunk);

    internal bool Is(string text) => text.Length == Length && IsStartOf(text);

    internal bool IsStartOf(string text)
    {
        if (text.Length < Length) return false;
        var end = Length;
        for (var part = this; part is not null; part = part._before)
        {
            if (!text.AsSpan(end - part._chunk.Length, part._chunk.Length).SequenceEqual(part._chunk)) return false;
            end -= part._chunk.Length;
        }

        return true;
    }

    internal bool HasSameText(ChunkedText other)
    {
        if (Length != other.Length || _hash != other._hash) return false;
        var (left, right) = (this, other);
        var (inLeft, inRight) = (_chunk.Length, other._chunk.Length);
        while (left != right || inLeft != inRight)
        {
            var common = Math.Min(inLeft, inRight);
            (inLeft, inRight) = (inLeft - common, inRight - common);
            if (!left._chunk.AsSpan(inLeft, common).SequenceEqual(right._chunk.AsSpan(inRight, common))) return false;
            var isAtStart = left.Length - left._chunk.Length + inLeft == 0;
            if (isAtStart) return true;
            if (inLeft == 0) (left, inLeft) = (left._before!, left._before!._chunk.Length);
            if (inRight == 0) (right, inRight) = (right._before!, right._before!._chunk.Length);
        }

        return true;
    }
}
