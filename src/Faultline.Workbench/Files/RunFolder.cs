using System.Runtime.InteropServices;
using Faultline.Model.Histories;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Files;

/// <summary>The folder of a run: <c>run.json</c>, <c>history.jsonl</c>, <c>trace.bin</c> and whatever is rendered from them.</summary>
/// <remarks>Each file is written beside its place and then moved there, so that nobody ever finds half a file.</remarks>
/// <param name="path">The folder; it is made when the first file is written.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The name of the run file.</summary>
    public const string RunName = "run.json";

    private const string HistoryName = "history.jsonl";
    private const string TraceName = "trace.bin";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Writes what repeats the run and what its users asked and got.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="BadInputException">The folder cannot be written to.</exception>
    public void Write(CompletedRun run)
    {
        Write(TraceName, stream => stream.Write(MemoryMarshal.AsBytes(run.Fingerprints.AsSpan())));
        WriteText(HistoryName, output => HistoryJson.Write(run.Report.History, output));
        WriteText(RunName, output => output.Write(RunFile.Of(run).ToJson()));
    }

    /// <summary>Writes a text file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes its text.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="BadInputException">The folder cannot be written to.</exception>
    public string WriteText(string name, Action<TextWriter> write) => Write(name, stream =>
    {
        using var output = new StreamWriter(stream);
        write(output);
    });

    /// <summary>The fingerprints that lie beside a run file; null where there are none.</summary>
    /// <param name="runFile">The run file.</param>
    /// <returns>One fingerprint for each event.</returns>
    public static ushort[]? ReadFingerprints(string runFile)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(runFile))!, TraceName);
        return File.Exists(path) ? MemoryMarshal.Cast<byte, ushort>(File.ReadAllBytes(path)).ToArray() : null;
    }

    private string Write(string name, Action<Stream> write)
    {
        var place = System.IO.Path.Combine(Path, name);
        var beside = place + ".tmp";
        try
        {
            Directory.CreateDirectory(Path);
            using (var stream = File.Create(beside)) write(stream);
            File.Move(beside, place, overwrite: true);
            return place;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{place} cannot be written: {error.Message.TrimEnd('.')}; give another folder with --out", error);
        }
        finally
        {
            // What was left half written, because the work was stopped or went wrong, helps nobody.
            if (File.Exists(beside)) File.Delete(beside);
        }
    }
}
