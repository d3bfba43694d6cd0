using System.Text.Json;
using Faultline.Workbench.Files;

namespace Faultline.Cli.Commands;

/// <summary>Exactly one JSON object on standard output.</summary>
internal static class JsonOutput
{
    public static void Write<T>(T value) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(value, typeof(T), FileJson.Readable));
}
