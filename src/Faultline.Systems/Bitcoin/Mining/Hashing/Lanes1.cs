using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>One nonce at a time: for any processor, and what the others are tested against.</summary>
internal readonly struct Lanes1(uint word) : ILanes<Lanes1>
{
    public static bool IsSupported => true;

    public static int Count => 1;

    public uint Word { get; } = word;

    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(unchecked(left.Word + right.Word));

    public static Lanes1 Same(uint word) => new(word);

    public static Lanes1 From(uint first) => new(first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Rotations(
        Lanes1 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        new(uint.RotateRight(word.Word, first) ^ uint.RotateRight(word.Word, second) ^ uint.RotateRight(word.Word, third));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 RotationsAndShift(
        Lanes1 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        new(uint.RotateRight(word.Word, first) ^ uint.RotateRight(word.Word, second) ^ (word.Word >> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Choose(Lanes1 which, Lanes1 one, Lanes1 other) => new(other.Word ^ (which.Word & (one.Word ^ other.Word)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Majority(Lanes1 one, Lanes1 two, Lanes1 three) =>
        new((one.Word & two.Word) | (three.Word & (one.Word | two.Word)));

    public static Lanes1 ReverseBytes(Lanes1 words) => new(BinaryPrimitives.ReverseEndianness(words.Word));

    public static uint WhereAtMost(Lanes1 words, uint bound) => words.Word <= bound ? 1u : 0;
}
