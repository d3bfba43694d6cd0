using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Reads <c>2.5%</c>.</summary>
    /// <param name="text">A number from 0 to 100 and a percent sign.</param>
    /// <param name="chance">The chance, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Chance chance)
    {
        chance = Never;
        if (text is null || !text.EndsWith('%')) return false;
        var digits = text.AsSpan(0, text.Length - 1);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)) return false;
        if (percent > 100) return false;
        chance = new Chance((int)(percent * 10_000));
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => (PerMillion / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
