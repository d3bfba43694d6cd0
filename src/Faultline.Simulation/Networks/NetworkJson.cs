using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faultline.Simulation.Networks;

/// <summary>Reads a value from text.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="text">The text.</param>
/// <param name="value">The value, when the text is one.</param>
/// <returns>Whether it is.</returns>
public delegate bool TextParser<T>(string? text, out T value);

/// <summary>A value as the text that people write.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="parse">Reads it; what it writes itself, it must read.</param>
/// <param name="form">How it may be written, for error messages.</param>
public abstract class TextConverter<T>(TextParser<T> parse, string form) : JsonConverter<T>
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return parse(text, out var value) ? value : throw new JsonException($"\"{text}\" has no meaning here: write {form}");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.ToString());
}

/// <summary>A latency as text, such as <c>exponential(5ms)</c>.</summary>
public sealed class LatencyDistributionConverter()
    : TextConverter<LatencyDistribution>(LatencyDistribution.TryParse!, LatencyDistribution.Form);

/// <summary>An end of a link as text, such as <c>r1</c>.</summary>
public sealed class VertexConverter()
    : TextConverter<Vertex>(Vertex.TryParse, "a node such as n1, a client such as c1 or a router such as r1");

/// <summary>A bandwidth as text, such as <c>10Mbit/s</c>.</summary>
public sealed class BandwidthConverter() : TextConverter<Bandwidth>(Bandwidth.TryParse, Bandwidth.Form);

/// <summary>A queue as text, such as <c>64KB</c>.</summary>
public sealed class QueueLimitConverter() : TextConverter<QueueLimit>(QueueLimit.TryParse, QueueLimit.Form);

/// <summary>A topology as text, such as <c>ring</c>.</summary>
public sealed class TopologyConverter() : TextConverter<Topology>(Topology.TryParse, Topology.Form);
