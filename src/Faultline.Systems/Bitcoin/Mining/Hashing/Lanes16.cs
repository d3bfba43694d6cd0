using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>Sixteen nonces at once, in registers of 512 bits: for processors with AVX-512.</summary>
/// <remarks>
/// The instructions are named, because the compiler does not see rotations in pairs of shifts here: this is 1.7 times as fast.
/// </remarks>
internal readonly struct Lanes16(Vector512<uint> words) : ILanes<Lanes16>
{
    private const byte Xor = 0x96, Select = 0xca, AtLeastTwo = 0xe8;

    private readonly Vector512<uint> _words = words;

    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Count => Vector512<uint>.Count;

    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._words + right._words);

    public static Lanes16 Same(uint word) => new(Vector512.Create(word));

    public static Lanes16 From(uint first) => new(Vector512.Create(first) + Vector512.CreateSequence(0u, 1u));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Rotations(
        Lanes16 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        new(Avx512F.TernaryLogic(
        Avx512F.RotateRight(word._words, first),
        Avx512F.RotateRight(word._words, second),
        Avx512F.RotateRight(word._words, third),
        Xor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 RotationsAndShift(
        Lanes16 word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        new(Avx512F.TernaryLogic(
        Avx512F.RotateRight(word._words, first),
        Avx512F.RotateRight(word._words, second),
        word._words >>> shift,
        Xor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Choose(Lanes16 which, Lanes16 one, Lanes16 other) =>
        new(Avx512F.TernaryLogic(which._words, one._words, other._words, Select));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Majority(Lanes16 one, Lanes16 two, Lanes16 three) =>
        new(Avx512F.TernaryLogic(one._words, two._words, three._words, AtLeastTwo));

    public static Lanes16 ReverseBytes(Lanes16 words) => new(Avx512BW.Shuffle(words._words.AsByte(), ReversedBytes).AsUInt32());

    public static uint WhereAtMost(Lanes16 words, uint bound) =>
        (uint)Vector512.LessThanOrEqual(words._words, Vector512.Create(bound)).ExtractMostSignificantBits();

    /// <summary>Within each quarter of the register.</summary>
    private static Vector512<byte> ReversedBytes
    {
        get
        {
            var half = Vector256.Create(Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
            return Vector512.Create(half, half);
        }
    }
}
