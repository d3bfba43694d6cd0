using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>Stable 128-bit hashes from which the digests of states are put together.</summary>
internal static class StateDigest
{
    private const ulong High = 0x6B65792D76616C75;
    private const ulong Low = 0x652D73746F726521;

    /// <summary>The digest of a text; zero for none.</summary>
    public static UInt128 Of(string? value) => value is null ? UInt128.Zero : Spread(StableHash.Of(value));

    /// <summary>The digest of a text with a number.</summary>
    public static UInt128 Of(string value, Int128 number) => Spread(StableHash.Mix(
        StableHash.Mix(StableHash.Of(value), unchecked((ulong)number)), unchecked((ulong)(number >> 64))));

    /// <summary>128 bits from 64.</summary>
    public static UInt128 Spread(ulong hash) => new(StableHash.Mix(hash, High), StableHash.Mix(hash, Low));
}
