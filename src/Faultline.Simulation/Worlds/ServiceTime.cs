using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Worlds;

/// <summary>How long a host works on each message and request before it is done with it. Default: no time at all.</summary>
/// <param name="Range">The shortest and longest, each time between equally likely; the mean twice, for an exponential time.</param>
/// <param name="IsExponential">Whether the time is exponentially distributed, without memory, as in M/M/1.</param>
[JsonConverter(typeof(ServiceTimeConverter))]
public readonly record struct ServiceTime(LatencyRange Range, bool IsExponential = false)
{
    /// <summary>How users write one.</summary>
    public const string Form = "a time such as 0.5ms, 0.3ms..1ms or exponential:0.5ms";

    private const string ExponentialPrefix = "exponential:";

    /// <summary>Whether work takes no time.</summary>
    public bool IsZero => Range.Most == TimeSpan.Zero;

    /// <summary>Always the same time.</summary>
    /// <param name="time">How long.</param>
    /// <returns>The service time.</returns>
    public static ServiceTime Constant(TimeSpan time) => new(LatencyRange.Constant(time));

    /// <summary>A time without memory.</summary>
    /// <param name="mean">How long on average.</param>
    /// <returns>The service time.</returns>
    public static ServiceTime Exponential(TimeSpan mean) => new(LatencyRange.Constant(mean), IsExponential: true);

    /// <summary>Reads <c>0.5ms</c>, <c>0.3ms..1ms</c> or <c>exponential:0.5ms</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The service time, when the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ServiceTime time)
    {
        time = default;
        var isExponential = text?.StartsWith(ExponentialPrefix, StringComparison.Ordinal) ?? false;
        if (!LatencyRange.TryParse(isExponential ? text![ExponentialPrefix.Length..] : text, out var range)) return false;
        if (isExponential && range.Least != range.Most) return false;
        time = new ServiceTime(range, isExponential);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => (IsExponential ? ExponentialPrefix : "") + Range;

    /// <summary>One service time in ticks.</summary>
    internal long Draw(Prng random) => IsExponential
        ? ExponentialTime.Draw(random, Range.Most.Ticks)
        : random.Between(Range.Least, Range.Most).Ticks;
}

/// <summary>A service time as text, such as <c>exponential:0.5ms</c>.</summary>
public sealed class ServiceTimeConverter : JsonConverter<ServiceTime>
{
    /// <inheritdoc />
    public override ServiceTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return ServiceTime.TryParse(text, out var time)
            ? time
            : throw new JsonException($"\"{text}\" is not a service time: write {ServiceTime.Form}");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ServiceTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
