namespace Faultline.Cli.Commands;

/// <summary>How this program was started.</summary>
internal static class Self
{
    /// <summary>The program, and what comes before its own arguments.</summary>
    public static IReadOnlyList<string> Command
    {
        get
        {
            var program = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(program) == "dotnet"
                ? [program, Path.Combine(AppContext.BaseDirectory, "faultline.dll")]
                : [program];
        }
    }
}
