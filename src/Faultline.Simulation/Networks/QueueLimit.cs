using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faultline.Simulation.Networks;

/// <summary>How much a link with a bandwidth holds, the message being sent included; what finds the queue full is dropped.</summary>
/// <param name="Most">So many bytes, or messages.</param>
/// <param name="CountsMessages">Whether it is messages that count, and not bytes. Default: false.</param>
public readonly record struct QueueLimit(long Most, bool CountsMessages = false)
{
    /// <summary>How a limit may be written, for error messages.</summary>
    public const string Form = "a queue such as 64KB, 1MB or 100 messages";

    private static readonly (string Suffix, long Size)[] Units = [("MB", 1_000_000), ("KB", 1_000), ("B", 1)];
    private const string Messages = " messages";

    /// <summary>256 KB, as in a switch of a data centre.</summary>
    public static QueueLimit Default { get; } = new(256_000);

    /// <summary>Reads a limit.</summary>
    /// <param name="text">As in <see cref="Form"/>.</param>
    /// <param name="limit">The limit, when the text is one of 1 to 1,000,000,000.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out QueueLimit limit)
    {
        limit = default;
        if (text is null) return false;
        foreach (var (suffix, size) in (ReadOnlySpan<(string, long)>)[(Messages, 1), .. Units])
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var digits = text.AsSpan(0, text.Length - suffix.Length);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            if (number * size is < 1 or > 1_000_000_000) return false;
            limit = new QueueLimit(number * size, suffix == Messages);
            return true;
        }

        return false;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var most = Most;
        var (suffix, size) = CountsMessages ? (Messages, 1) : Units.First(unit => most % unit.Size == 0);
        return (most / size).ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
