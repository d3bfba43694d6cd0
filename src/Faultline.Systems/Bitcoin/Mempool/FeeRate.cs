namespace Faultline.Systems.Bitcoin.Mempool;

/// <summary>A fee for a size, compared as a fraction and never rounded.</summary>
/// <param name="Fee">In satoshi.</param>
/// <param name="Size">In bytes; more than 0.</param>
internal readonly record struct FeeRate(long Fee, long Size) : IComparable<FeeRate>
{
    /// <summary>For how many bytes rates are stated.</summary>
    public const int Unit = 1000;

    /// <summary>The fee for <see cref="Unit"/> bytes, rounded down.</summary>
    public long PerUnit => (long)((Int128)Fee * Unit / Size);

    /// <summary>What a size costs at a rate, rounded up.</summary>
    /// <param name="perUnit">The fee for <see cref="Unit"/> bytes.</param>
    /// <param name="size">In bytes.</param>
    public static long FeeFor(long perUnit, long size) => (long)Int128.Min((((Int128)perUnit * size) + Unit - 1) / Unit, long.MaxValue);

    /// <inheritdoc />
    public int CompareTo(FeeRate other) => ((Int128)Fee * other.Size).CompareTo((Int128)other.Fee * Size);

    public static bool operator <(FeeRate left, FeeRate right) => left.CompareTo(right) < 0;

    public static bool operator >(FeeRate left, FeeRate right) => left.CompareTo(right) > 0;

    public static bool operator <=(FeeRate left, FeeRate right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FeeRate left, FeeRate right) => left.CompareTo(right) >= 0;
}
