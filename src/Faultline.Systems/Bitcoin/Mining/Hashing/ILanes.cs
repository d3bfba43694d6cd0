using System.Diagnostics.CodeAnalysis;

namespace Faultline.Systems.Bitcoin.Mining.Hashing;

/// <summary>Several 32-bit words that are computed with at once: one for each nonce that is tried.</summary>
/// <typeparam name="TSelf">How many and in what register.</typeparam>
internal interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Whether the processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many words.</summary>
    static abstract int Count { get; }

    /// <summary>The same word in all lanes.</summary>
    static abstract TSelf Same(uint word);

    /// <summary>A word, and in each further lane one more.</summary>
    static abstract TSelf From(uint first);

    /// <summary>Sums that wrap.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Three rotations to the right, XORed: the two big functions of FIPS 180-4, section 4.1.2.</summary>
    static abstract TSelf Rotations(
        TSelf word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third);

    /// <summary>Two rotations and a shift to the right, XORed: the two small ones.</summary>
    static abstract TSelf RotationsAndShift(
        TSelf word, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift);

    /// <summary>Each bit from one of two words, as a third says.</summary>
    static abstract TSelf Choose(TSelf which, TSelf one, TSelf other);

    /// <summary>Each bit as at least two of three have it.</summary>
    static abstract TSelf Majority(TSelf one, TSelf two, TSelf three);

    /// <summary>Each word with its bytes in the other order.</summary>
    static abstract TSelf ReverseBytes(TSelf words);

    /// <summary>In which lanes the word is not above a bound: a bit for each, the lowest for the first.</summary>
    static abstract uint WhereAtMost(TSelf words, uint bound);
}
