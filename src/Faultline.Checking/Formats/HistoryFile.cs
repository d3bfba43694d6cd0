using Faultline.Model.Histories;

namespace Faultline.Checking.Formats;

/// <summary>A history that was read from a file.</summary>
/// <param name="History">The history.</param>
/// <param name="Format">The name of the format in which it was.</param>
/// <param name="HasTimes">Whether the file has times; where it has none, one second stands for one line or form.</param>
/// <param name="Model">What the file says that it is a history of; null where only the operations tell.</param>
public sealed record HistoryFile(History History, string Format, bool HasTimes, string? Model)
{
    /// <summary>Reads a history as a stream.</summary>
    /// <remarks>What repeats takes memory once, so that memory stays below the size of most files.</remarks>
    /// <param name="input">Where from.</param>
    /// <param name="format">The name of the format; null to find it out.</param>
    /// <param name="model">What it is a history of, for formats in which a read can be of several things; null to find it out.</param>
    /// <param name="progress">Told now and then how many characters were read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The history.</returns>
    /// <exception cref="HistoryFormatException">It cannot be read; the message names the line and says what to do.</exception>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static HistoryFile Read(
        TextReader input, string? format = null, string? model = null, Action<long>? progress = null,
        CancellationToken cancellation = default)
    {
        var scanner = new TextScanner(input, progress, cancellation);
        var head = scanner.Head;
        if (head.IsWhiteSpace()) throw new HistoryFormatException("it is empty: a history has at least one operation");
        var found = format is null
            ? HistoryFormat.Of(head)
            : HistoryFormat.All.FirstOrDefault(known => known.Name == format)
                ?? throw new ArgumentException($"there is no format {format}", nameof(format));
        if (found is null)
        {
            var text = head.TrimStart();
            var end = text.IndexOf('\n');
            throw new HistoryFormatException($"it begins with {Quote.Of(end < 0 ? text : text[..end])}, as no format does that is known: "
                + $"name one of {string.Join(", ", HistoryFormat.All.Select(static known => known.Name))} with --format");
        }

        var file = found.Read(scanner, model);
        return file.History.Entries.Count > 0
            ? file
            : throw new HistoryFormatException($"it holds no operation of a client in the format {file.Format}: check the file, or name "
                + "another --format");
    }
}
