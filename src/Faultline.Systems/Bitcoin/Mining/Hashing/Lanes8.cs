using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>Eight nonces at once, in registers of 256 bits.</summary>
internal readonly struct Lanes8(Vector256<uint> words) : ILanes<Lanes8>
{
    private readonly Vector256<uint> _words = words;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    public static int Count => Vector256<uint>.Count;

    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left._words + right._words);

    public static Lanes8 Same(uint word) => new(Vector256.Create(word));

    public static Lanes8 From(uint first) => new(Vector256.Create(first) + Vector256.CreateSequence(0u, 1u));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Rotations(
        Lanes8 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        new(Rotate(word._words, first) ^ Rotate(word._words, second) ^ Rotate(word._words, third));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 RotationsAndShift(
        Lanes8 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        new(Rotate(word._words, first) ^ Rotate(word._words, second) ^ (word._words >>> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Choose(Lanes8 which, Lanes8 one, Lanes8 other) => new(other._words ^ (which._words & (one._words ^ other._words)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Majority(Lanes8 one, Lanes8 two, Lanes8 three) =>
        new((one._words & two._words) | (three._words & (one._words | two._words)));

    public static Lanes8 ReverseBytes(Lanes8 words)
    {
        var order = Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28);
        return new Lanes8(Vector256.Shuffle(words._words.AsByte(), order).AsUInt32());
    }

    public static uint WhereAtMost(Lanes8 words, uint bound) =>
        Vector256.LessThanOrEqual(words._words, Vector256.Create(bound)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> words, byte by) => (words >>> by) | (words << (32 - by));
}
