using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>An unsigned number of 256 bits, with the arithmetic that targets and work need and no more.</summary>
/// <remarks>
/// Sums, differences and shifts wrap or drop bits silently, as in Bitcoin; where that must not happen, methods say what they do
/// instead.
/// </remarks>
/// <param name="Word0">The lowest 64 bits.</param>
/// <param name="Word1">The next.</param>
/// <param name="Word2">The next.</param>
/// <param name="Word3">The highest.</param>
[MemoryPackable]
public readonly partial record struct UInt256(ulong Word0, ulong Word1, ulong Word2, ulong Word3) : IComparable<UInt256>
{
    /// <summary>How many bits a number has.</summary>
    public const int Bits = 256;

    private const int WordBits = 64;

    /// <summary>Zero, which is also the default.</summary>
    public static UInt256 Zero => default;

    /// <summary>One.</summary>
    public static UInt256 One => 1;

    /// <summary>2^256 - 1.</summary>
    public static UInt256 MaxValue => ~Zero;

    /// <summary>Whether it is zero.</summary>
    [MemoryPackIgnore]
    public bool IsZero => (Word0 | Word1 | Word2 | Word3) == 0;

    /// <summary>How many bits it has without leading zeros.</summary>
    [MemoryPackIgnore]
    public int BitLength =>
        Word3 != 0 ? Bits - BitOperations.LeadingZeroCount(Word3)
        : Word2 != 0 ? (3 * WordBits) - BitOperations.LeadingZeroCount(Word2)
        : Word1 != 0 ? (2 * WordBits) - BitOperations.LeadingZeroCount(Word1)
        : WordBits - BitOperations.LeadingZeroCount(Word0);

    /// <summary>The number as it is.</summary>
    /// <param name="value">Any number.</param>
    public static implicit operator UInt256(ulong value) => new(value, 0, 0, 0);

    /// <summary>A hash as a number, as proof of work compares it.</summary>
    /// <param name="hash">The hash.</param>
    /// <returns>The number.</returns>
    public static UInt256 Of(Hash256 hash) => new(hash.Word0, hash.Word1, hash.Word2, hash.Word3);

    /// <summary>The sum, without what does not fit.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static UInt256 operator +(UInt256 left, UInt256 right)
    {
        var low = (UInt128)left.Word0 + right.Word0;
        var second = (UInt128)left.Word1 + right.Word1 + (low >> WordBits);
        var third = (UInt128)left.Word2 + right.Word2 + (second >> WordBits);
        return unchecked(new UInt256(
            (ulong)low, (ulong)second, (ulong)third, left.Word3 + right.Word3 + (ulong)(third >> WordBits)));
    }

    /// <summary>The difference; below zero it wraps.</summary>
    /// <param name="left">What is subtracted from.</param>
    /// <param name="right">What is subtracted.</param>
    public static UInt256 operator -(UInt256 left, UInt256 right) => left + ~right + One;

    /// <summary>All bits turned round.</summary>
    /// <param name="value">The number.</param>
    public static UInt256 operator ~(UInt256 value) => new(~value.Word0, ~value.Word1, ~value.Word2, ~value.Word3);

    /// <summary>Shifts to the higher bits; what leaves is lost.</summary>
    /// <param name="value">The number.</param>
    /// <param name="bits">How far: zero or more.</param>
    public static UInt256 operator <<(UInt256 value, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        if (bits >= Bits) return Zero;
        var low = new UInt128(value.Word1, value.Word0);
        var high = new UInt128(value.Word3, value.Word2);
        return bits >= 128
            ? From(UInt128.Zero, low << (bits - 128))
            : From(low << bits, bits == 0 ? high : (high << bits) | (low >> (128 - bits)));
    }

    /// <summary>Shifts to the lower bits; what leaves is lost.</summary>
    /// <param name="value">The number.</param>
    /// <param name="bits">How far: zero or more.</param>
    public static UInt256 operator >>(UInt256 value, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        if (bits >= Bits) return Zero;
        var low = new UInt128(value.Word1, value.Word0);
        var high = new UInt128(value.Word3, value.Word2);
        return bits >= 128
            ? From(high >> (bits - 128), UInt128.Zero)
            : From(bits == 0 ? low : (low >> bits) | (high << (128 - bits)), high >> bits);
    }

    /// <summary>How often one number fits into another.</summary>
    /// <param name="dividend">What is divided.</param>
    /// <param name="divisor">By what; not zero.</param>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 operator /(UInt256 dividend, UInt256 divisor)
    {
        if (divisor.IsZero) throw new DivideByZeroException();
        // Bit by bit: the quotients here are the work of a block, tens of bits long, and asked for once in 2016 blocks.
        var (quotient, rest) = (Zero, dividend);
        for (var shift = dividend.BitLength - divisor.BitLength; shift >= 0; shift--)
        {
            var part = divisor << shift;
            if (rest < part) continue;
            rest -= part;
            quotient += One << shift;
        }

        return quotient;
    }

    /// <summary>The number times a small one, without what does not fit.</summary>
    /// <param name="value">The number.</param>
    /// <param name="factor">The small one.</param>
    public static UInt256 operator *(UInt256 value, uint factor)
    {
        var high0 = Math.BigMul(value.Word0, (ulong)factor, out var low0);
        var high1 = Math.BigMul(value.Word1, (ulong)factor, out var low1);
        var high2 = Math.BigMul(value.Word2, (ulong)factor, out var low2);
        return new UInt256(low0, low1, low2, unchecked(value.Word3 * factor)) + new UInt256(0, high0, high1, high2);
    }

    /// <summary>Whether it is less.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Whether it is more.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Whether it is not more.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Whether it is not less.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>The number times a factor, divided without a rest being kept; the product in between may be longer than 256 bits.</summary>
    /// <param name="factor">By what it is multiplied.</param>
    /// <param name="divisor">By what the product is divided; not zero.</param>
    /// <returns>The quotient; <see cref="MaxValue"/> where it does not fit.</returns>
    public UInt256 MultiplyDivide(uint factor, uint divisor)
    {
        ArgumentOutOfRangeException.ThrowIfZero(divisor);
        Span<ulong> words = [Word0, Word1, Word2, Word3, 0];
        var carry = 0UL;
        foreach (ref var word in words)
        {
            var high = Math.BigMul(word, (ulong)factor, out var low);
            var sum = (UInt128)low + carry;
            word = unchecked((ulong)sum);
            carry = high + (ulong)(sum >> WordBits);
        }

        var rest = 0UL;
        for (var i = words.Length - 1; i >= 0; i--)
        {
            var part = new UInt128(rest, words[i]);
            words[i] = (ulong)(part / divisor);
            rest = (ulong)(part % divisor);
        }

        return words[4] == 0 ? new UInt256(words[0], words[1], words[2], words[3]) : MaxValue;
    }

    /// <inheritdoc />
    public int CompareTo(UInt256 other)
    {
        var order = Word3.CompareTo(other.Word3);
        if (order == 0) order = Word2.CompareTo(other.Word2);
        if (order == 0) order = Word1.CompareTo(other.Word1);
        return order == 0 ? Word0.CompareTo(other.Word0) : order;
    }

    /// <summary>The nearest floating-point number, for reports and statistics: no rule may depend on it.</summary>
    /// <returns>The number.</returns>
    public double ToDouble() => (double)new UInt128(Word1, Word0) + (Math.ScaleB((double)Word2, 128) + Math.ScaleB((double)Word3, 192));

    /// <summary>Reads hexadecimal digits.</summary>
    /// <param name="text">1 to 64 digits, the highest first.</param>
    /// <param name="value">The number, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out UInt256 value)
    {
        value = default;
        if (text is not { Length: > 0 and <= 64 }) return false;
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        if (Convert.FromHexString(text.PadLeft(64, '0'), bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        value = new UInt256(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes));
        return true;
    }

    /// <summary>Reads hexadecimal digits.</summary>
    /// <param name="text">1 to 64 digits, the highest first.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The text is no such number.</exception>
    public static UInt256 Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException($"\"{text}\" is no number of 256 bits: it is 1 to 64 hexadecimal digits");

    /// <summary>64 hexadecimal digits, the highest first.</summary>
    /// <returns>The digits.</returns>
    public override string ToString() => $"{Word3:x16}{Word2:x16}{Word1:x16}{Word0:x16}";

    private static UInt256 From(UInt128 low, UInt128 high) => unchecked(
        new UInt256((ulong)low, (ulong)(low >> WordBits), (ulong)high, (ulong)(high >> WordBits)));
}
