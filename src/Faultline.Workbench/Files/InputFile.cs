namespace Faultline.Workbench.Files;

/// <summary>Files that users name.</summary>
public static class InputFile
{
    /// <summary>Reads a text file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text.</returns>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
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
