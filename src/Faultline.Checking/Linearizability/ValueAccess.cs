namespace Faultline.Checking.Linearizability;

/// <summary>What an operation demands of the value that it finds.</summary>
public enum ReadRule : byte
{
    /// <summary>Nothing: the operation is blind.</summary>
    None,

    /// <summary>The value found is <see cref="ValueAccess.Read"/>.</summary>
    Equal,

    /// <summary>The value found is anything but <see cref="ValueAccess.Read"/>.</summary>
    NotEqual,
}

/// <summary>An operation as an access to the one value that its part of the state holds.</summary>
/// <remarks>
/// A model that can say this of its operations gets three things for it: states as small numbers, counterexamples that
/// are proofs, and counterexamples in words. For an operation whose outcome is unknown the rule is its condition: where
/// the value found does not meet it, the operation has no effect.
/// </remarks>
/// <param name="Rule">What it demands of the value that it finds.</param>
/// <param name="Read">The value that <paramref name="Rule"/> speaks of; null is the absent value.</param>
/// <param name="Writes">Whether it leaves a value behind.</param>
/// <param name="Written">The value that it leaves behind; null is the absent value.</param>
public readonly record struct ValueAccess(ReadRule Rule, string? Read, bool Writes, string? Written)
{
    /// <summary>A read that found a value.</summary>
    /// <param name="value">What it found.</param>
    /// <returns>The access.</returns>
    public static ValueAccess Reading(string? value) => new(ReadRule.Equal, value, false, null);

    /// <summary>A compare and set that found another value than the one it expected.</summary>
    /// <param name="expected">What it did not find.</param>
    /// <returns>The access.</returns>
    public static ValueAccess ReadingOther(string? expected) => new(ReadRule.NotEqual, expected, false, null);

    /// <summary>A write that reads nothing.</summary>
    /// <param name="value">What it leaves behind.</param>
    /// <returns>The access.</returns>
    public static ValueAccess Writing(string? value) => new(ReadRule.None, null, true, value);

    /// <summary>A compare and set that found what it expected.</summary>
    /// <param name="expected">What it found.</param>
    /// <param name="value">What it left behind.</param>
    /// <returns>The access.</returns>
    public static ValueAccess Swapping(string? expected, string? value) => new(ReadRule.Equal, expected, true, value);
}
