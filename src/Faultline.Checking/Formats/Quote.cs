using System.Text;

namespace Faultline.Checking.Formats;

/// <summary>Quotes what stands in a file, which may be anything, inside one sentence.</summary>
internal static class Quote
{
    private const int Longest = 60;

    public static string Of(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder("`");
        foreach (var unit in text[..Math.Min(text.Length, Longest)])
            quoted.Append(char.IsControl(unit) || char.IsSurrogate(unit) || unit == '\uFFFD' ? '.' : unit);
        return quoted.Append(text.Length > Longest ? "...`" : "`").ToString();
    }
}
