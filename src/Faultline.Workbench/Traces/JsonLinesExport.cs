using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Simulation.Tracing;

namespace Faultline.Workbench.Traces;

/// <summary>One step a line.</summary>
/// <remarks>
/// <code>
/// {"event":12,"time":0.0012345,"kind":"sent","host":"n1","peer":"n2","number":7,"type":"Accept","text":"n1 sends Accept {...} to n2"}
/// </code>
/// Times are seconds since the start of the run; steps of one event share its number.
/// </remarks>
internal sealed class JsonLinesExport(TraceWindow window, TextWriter output) : TraceExport(window)
{
    protected override void Add(in TraceEntry entry, bool shown)
    {
        if (!shown) return;
        var line = new TraceLine
        {
            Event = entry.Event,
            Time = entry.Time.Ticks / (decimal)TimeSpan.TicksPerSecond,
            Kind = JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Kind.ToString()),
            Host = entry.Host.IsNone ? null : entry.Host.ToString(),
            Peer = entry.Peer.IsNone ? null : entry.Peer.ToString(),
            Number = entry.Number,
            Type = entry.What?.GetType().Name,
            Text = TraceWords.Of(entry),
        };
        output.Write(JsonSerializer.Serialize(line, TraceJson.Readable.TraceLine));
        output.Write('\n');
    }
}

/// <summary>A step as JSON.</summary>
internal sealed record TraceLine
{
    public required long Event { get; init; }

    public required decimal Time { get; init; }

    public required string Kind { get; init; }

    public string? Host { get; init; }

    public string? Peer { get; init; }

    public required long Number { get; init; }

    public string? Type { get; init; }

    public required string Text { get; init; }
}

/// <summary>How traces are written as JSON: on one line, and with characters such as <c>&gt;</c> as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TraceLine))]
[JsonSerializable(typeof(PerfettoEvent))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
internal sealed partial class TraceJson : JsonSerializerContext
{
    private static TraceJson? _readable;

    public static TraceJson Readable => _readable ??= new TraceJson(new JsonSerializerOptions(Default.Options!)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
