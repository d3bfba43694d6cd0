namespace Faultline.Workbench.Tests.Repository;

/// <summary>The repository's own files.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>The files under a folder whose names end in one of the given ways, without what builds leave there.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(static path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar)
                .Any(static part => part is "artifacts" or "bin" or "obj" or ".git" or "node_modules"))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Faultline.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"there is no Faultline.slnx above {AppContext.BaseDirectory}");
    }
}
