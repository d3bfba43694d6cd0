using System.Globalization;
using System.Text;
using Faultline.Model.Nodes;
using Faultline.Runtime.Hosting;

namespace Faultline.Runtime.Nodes;

/// <summary>What a node said of itself, in a file: one line each, with the time in ticks since the machine started.</summary>
/// <remarks>
/// Times of all nodes of one machine are by the same clock. A line that a kill has cut short is left out when it is read.
/// </remarks>
public static class NodeEventLog
{
    private const int Columns = 5;

    /// <summary>Opens a file to write behind what is there.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What writes an event down, and closes the file.</returns>
    /// <exception cref="SetupException">The file cannot be written.</exception>
    public static (Action<NodeEvent> Write, IDisposable File) Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"{path} cannot be written: {error.Message}", error);
        }

        return (nodeEvent =>
        {
            file.Write(Encoding.UTF8.GetBytes(Line(nodeEvent)));

            // To the operating system and no further: it outlives the process.
            file.Flush();
        }, file);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; one that is missing has no events.</param>
    /// <returns>The events with their times, in their order.</returns>
    public static IEnumerable<(TimeSpan Time, NodeEvent Event)> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path))
        {
            var words = line.Split('\t', Columns);
            if (words.Length < Columns || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                || !Enum.TryParse<NodeEventKind>(words[1], out var kind)
                || !long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                || !ulong.TryParse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var digest))
                continue;
            yield return (new TimeSpan(time), new NodeEvent(kind, index, digest, words[4].Length == 0 ? null : words[4]));
        }
    }

    private static string Line(NodeEvent nodeEvent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NodeLoop.Now}\t{nodeEvent.Kind}\t{nodeEvent.Index}\t{nodeEvent.Digest:x16}\t{nodeEvent.Text?.ReplaceLineEndings(" ")}\n");
}
