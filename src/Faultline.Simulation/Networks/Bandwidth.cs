using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faultline.Simulation.Networks;

/// <summary>How much a link carries a second.</summary>
/// <param name="BitsPerSecond">1 or more.</param>
public readonly record struct Bandwidth(long BitsPerSecond)
{
    /// <summary>How a bandwidth may be written, for error messages.</summary>
    public const string Form = "a bandwidth such as 64kbit/s, 10Mbit/s or 1Gbit/s";

    private static readonly (string Suffix, long Bits)[] Units =
        [("Gbit/s", 1_000_000_000), ("Mbit/s", 1_000_000), ("kbit/s", 1_000), ("bit/s", 1)];

    /// <summary>Reads a bandwidth.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="bandwidth">The bandwidth, when the text is one of 1 bit/s to 1,000 Gbit/s.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Bandwidth bandwidth)
    {
        bandwidth = default;
        if (text is null) return false;
        foreach (var (suffix, bits) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var digits = text.AsSpan(0, text.Length - suffix.Length);
            if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) continue;
            if (number * bits is < 1 or > 1_000_000_000_000) return false;
            bandwidth = new Bandwidth((long)(number * bits));
            return true;
        }

        return false;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var bits = BitsPerSecond;
        var (suffix, unit) = Units.First(unit => bits >= unit.Bits);
        return (bits / (decimal)unit).ToString("0.#########", CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>How long it takes to put so many bytes on the link, in ticks, rounded up.</summary>
    internal long TicksFor(int bytes) => ((bytes * 8L * TimeSpan.TicksPerSecond) + BitsPerSecond - 1) / BitsPerSecond;
}
