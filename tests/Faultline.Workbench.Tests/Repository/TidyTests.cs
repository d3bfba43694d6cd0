namespace Faultline.Workbench.Tests.Repository;

/// <summary>What a formatter does not see.</summary>
public sealed class TidyTests
{
    /// <summary>Lines should end at 120; a few dozen characters more, where breaking reads worse, are no reason to fail.</summary>
    private const int LongestLine = 140;

    /// <summary>Test data such as the YAML of a scenario may take more room.</summary>
    private const int LongestTestLine = 200;

    private const int MostLines = 600;

    private static readonly string[] Code = [.. Checkout.Files("src", ".cs"), .. Checkout.Files("tests", ".cs")];

    [Fact]
    public void There_is_code_to_look_at() => Assert.True(Code.Length > 100);

    [Fact]
    public void No_code_has_tabs() => Assert.Empty(Lines(Code, static line => line.Contains('\t')));

    [Fact]
    public void No_code_has_spaces_at_the_end_of_a_line_or_carriage_returns() =>
        Assert.Empty(Lines(Code, static line => line.EndsWith(' ') || line.Contains('\r')));

    [Fact]
    public void No_line_is_longer_than_the_limit()
    {
        Assert.Empty(Lines(Checkout.Files("src", ".cs"), static line => line.Length > LongestLine));
        Assert.Empty(Lines(Checkout.Files("tests", ".cs"), static line => line.Length > LongestTestLine));
    }

    [Fact]
    public void Every_system_has_a_readme()
    {
        var folders = Checkout.Files("src/Faultline.Systems", ".cs")
            .Where(static path => File.ReadAllText(path).Contains(": SystemDefinition", StringComparison.Ordinal))
            .Select(static path => Path.GetDirectoryName(path)!).ToArray();

        Assert.True(folders.Length >= 4);
        Assert.All(folders, static folder => Assert.True(File.Exists(Path.Combine(folder, "README.md")), folder));
    }

    [Fact]
    public void No_code_file_is_too_long_to_read() =>
        Assert.Empty(Code.Where(static path => File.ReadLines(path).Count() > MostLines).Select(Name));

    [Fact]
    public void Every_code_file_ends_with_one_newline() => Assert.Empty(Code.Where(static path =>
    {
        var text = File.ReadAllText(path);
        return !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal);
    }).Select(Name));

    private static IEnumerable<string> Lines(IEnumerable<string> paths, Func<string, bool> isWrong) => paths.SelectMany(path =>
        File.ReadAllText(path).Split('\n').Index().Where(line => isWrong(line.Item)).Select(line => $"{Name(path)}:{line.Index + 1}"));

    private static string Name(string path) => Path.GetRelativePath(Checkout.Root, path);
}
