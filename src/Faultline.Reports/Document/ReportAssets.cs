namespace Faultline.Reports.Document;

/// <summary>The style sheet and the script of a page, to be put into it.</summary>
internal static class ReportAssets
{
    public static string Style { get; } = Read("report.css") + Read("space-time.css");

    public static string Script { get; } = Read("report.js") + Read("space-time.js");

    private static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly has no resource {name}; it was built without it");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
