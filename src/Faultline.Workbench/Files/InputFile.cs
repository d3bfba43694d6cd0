namespace Faultline.Workbench.Files;

/// <summary>Files that users name.</summary>
public static class InputFile
{
    /// <summary>Reads a text file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text.</returns>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static string ReadText(string path) => Try(path, File.ReadAllText);

    /// <summary>Opens a text file of any length.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text, to be disposed of.</returns>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static StreamReader OpenText(string path) => Try(path, File.OpenText);

    private static T Try<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"there is no file {path}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{path} cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
