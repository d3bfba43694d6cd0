using System.CommandLine;
using System.Text.Json;
using Faultline.Workbench.Files;

namespace Faultline.Cli.Commands;

/// <summary>Exactly one JSON object on standard output.</summary>
internal static class JsonOutput
{
    /// <summary>The option that asks for it, alike in every command.</summary>
    public static Option<bool> Option() =>
        new("--json") { Description = "Prints one JSON object on standard output and nothing else." };

    public static void Write<T>(T value) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(value, typeof(T), FileJson.Readable));
}
