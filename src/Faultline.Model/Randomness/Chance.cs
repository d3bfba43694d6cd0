using System.Globalization;

namespace Faultline.Model.Randomness;

/// <summary>A probability as a whole number of millionths, so that replayed decisions need no floating point.</summary>
/// <param name="PerMillion">0 (never) to 1,000,000 (always).</param>
public readonly record struct Chance(int PerMillion)
{
    /// <summary>Never.</summary>
    public static Chance Never => default;

    /// <summary>Always.</summary>
    public static Chance Always => new(1_000_000);

    /// <summary>So many in a hundred.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <returns>The chance.</returns>
    public static Chance Percent(int percent) => new(percent * 10_000);

    /// <inheritdoc />
    public override string ToString() => (PerMillion / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
