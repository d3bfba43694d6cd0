using System.Globalization;

namespace Faultline.Cli.Stepping;

/// <summary>Bytes as people read them: sixteen a line, as numbers and as characters.</summary>
internal static class HexDump
{
    private const int Width = 16;
    private const int MostLines = 64;

    /// <summary>The last lines of the bytes: what was written last is at the end of a log.</summary>
    public static IReadOnlyList<string> Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        var total = (bytes.Length + Width - 1) / Width;
        var first = Math.Max(0, total - MostLines);
        if (first > 0) lines.Add($"... {(first * Width).ToString("N0", CultureInfo.InvariantCulture)} bytes before");
        for (var line = first; line < total; line++)
        {
            var row = bytes[(line * Width)..Math.Min(bytes.Length, (line + 1) * Width)];
            var numbers = Convert.ToHexStringLower(row);
            var spaced = string.Join(' ', Enumerable.Range(0, row.Length).Select(i => numbers.Substring(2 * i, 2)));
            var characters = string.Concat(row.ToArray().Select(static octet => octet is >= 0x20 and < 0x7F ? (char)octet : '.'));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{line * Width:x6}  {spaced,-47}  {characters}"));
        }

        if (lines.Count == 0) lines.Add("no bytes");
        return lines;
    }
}
