namespace Faultline.Model.Randomness;

/// <summary>Hashes that are the same in every process and on every machine, unlike <c>GetHashCode</c>.</summary>
public static class StableHash
{
    /// <summary>Where a chain of <see cref="Mix"/> starts.</summary>
    public const ulong Start = 0x9E3779B97F4A7C15;

    /// <summary>Folds one more number into a running hash; the order of the numbers counts.</summary>
    /// <param name="hash">The hash so far.</param>
    /// <param name="value">The number.</param>
    /// <returns>The new hash.</returns>
    public static ulong Mix(ulong hash, ulong value)
    {
        // One round of wyhash: the halves of a 128-bit product, folded.
        var high = Math.BigMul(hash ^ 0xA0761D6478BD642F, value ^ 0xE7037ED1A0B428DB, out var low);
        return unchecked(high ^ low ^ (hash * 0x9FB21C651E98DF25));
    }

    /// <summary>The hash of some bytes (XXH3, 64 bits).</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The hash.</returns>
    public static ulong Of(ReadOnlySpan<byte> bytes) => System.IO.Hashing.XxHash3.HashToUInt64(bytes);

    /// <summary>The hash of a text, over its UTF-16 code units.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The hash.</returns>
    public static ulong Of(string text)
    {
        var hash = Start;
        foreach (var unit in text) hash = Mix(hash, unit);
        return Mix(hash, (ulong)text.Length);
    }
}
