using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Faultline.Model.Operations;

namespace Faultline.Model.Histories;

/// <summary>Histories as JSON Lines: one invocation or completion a line, in order, readable as a stream.</summary>
/// <remarks>
/// <code>
/// {"index":0,"time":0.5,"process":0,"type":"invoke","op":{"f":"put","key":"k1","value":"1"}}
/// {"index":1,"time":0.7,"process":0,"type":"ok","result":{"f":"kv","applied":true}}
/// </code>
/// Times are seconds since the start. <c>type</c> is <c>invoke</c>, <c>ok</c>, <c>fail</c> or <c>info</c> (unknown).
/// </remarks>
public static class HistoryJson
{
    /// <summary>Writes a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="output">Where to.</param>
    public static void Write(History history, TextWriter output)
    {
        var events = new List<(HistoryMoment At, HistoryEntry Entry, bool Completion)>(2 * history.Entries.Count);
        foreach (var entry in history.Entries)
        {
            events.Add((entry.Invoked, entry, false));
            if (entry.Completed < HistoryMoment.Never) events.Add((entry.Completed, entry, true));
        }

        events.Sort(static (left, right) => left.At.CompareTo(right.At));
        foreach (var (at, entry, completion) in events)
        {
            var line = new HistoryLine
            {
                Index = at.Index,
                Time = Seconds(at.Time),
                Process = entry.Process,
                Type = completion ? NameOf(entry.Outcome) : "invoke",
                Scheduled = !completion && entry.Scheduled != entry.Invoked.Time ? Seconds(entry.Scheduled) : null,
                Op = completion ? null : entry.Operation,
                Result = completion ? entry.Result : null,
                Reason = completion ? entry.Reason : null,
            };
            output.Write(JsonSerializer.Serialize(line, HistoryJsonContext.Default.HistoryLine));
            output.Write('\n');
        }
    }

    /// <summary>Reads a history.</summary>
    /// <param name="input">Where from.</param>
    /// <returns>The history.</returns>
    /// <exception cref="HistoryFormatException">A line is not what it should be; the message names the line.</exception>
    public static History Read(TextReader input) => Read(new TextScanner(input));

    /// <summary>Reads a history line by line; texts, operations and results that repeat take memory once.</summary>
    internal static History Read(TextScanner input)
    {
        var assembler = new HistoryAssembler();
        var lines = SharingContext().HistoryLine;
        var operations = new Recent<Operation>();
        var results = new Recent<OperationResult>();
        for (var number = 1; input.TryReadLine(out var text); number++)
        {
            if (text.IsWhiteSpace()) continue;
            var line = Parse(text, number, lines);
            var moment = assembler.Pass(number, line.Index, FromSeconds(line.Time, number));
            if (line.Type == "invoke")
            {
                if (line.Op is null) throw new HistoryFormatException(number, "an invocation needs \"op\"");
                TimeSpan? scheduled = line.Scheduled is { } seconds ? FromSeconds(seconds, number) : null;
                assembler.Invoke(number, line.Process, moment, operations.Get(line.Op), scheduled);
                continue;
            }

            var outcome = OutcomeOf(line.Type, number);
            assembler.Complete(
                number, line.Process, moment, outcome, line.Result is null ? null : results.Get(line.Result), line.Reason);
            if (outcome == OperationOutcome.Ok && line.Result is null)
                throw new HistoryFormatException(number, "a completion of type ok needs \"result\"");
        }

        return assembler.Build();
    }

    private static HistoryLine Parse(ReadOnlySpan<char> text, int number, JsonTypeInfo<HistoryLine> lines)
    {
        try
        {
            return JsonSerializer.Deserialize(text, lines) ?? throw new HistoryFormatException(number, "it is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new HistoryFormatException(number, JsonWords.Of(error), error);
        }
    }

    private static HistoryJsonContext SharingContext() => new(new JsonSerializerOptions(HistoryJsonContext.Default.Options)
    {
        Converters = { new SharingConverter() },
    });

    private static string NameOf(OperationOutcome outcome) => outcome switch
    {
        OperationOutcome.Ok => "ok",
        OperationOutcome.Fail => "fail",
        _ => "info",
    };

    private static OperationOutcome OutcomeOf(string type, int number) => type switch
    {
        "ok" => OperationOutcome.Ok,
        "fail" => OperationOutcome.Fail,
        "info" => OperationOutcome.Info,
        _ => throw new HistoryFormatException(number, $"type \"{type}\" is not invoke, ok, fail or info"),
    };

    private static decimal Seconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerSecond;

    private static TimeSpan FromSeconds(decimal seconds, int number)
    {
        if (seconds is < 0 or > 900_000_000_000m)
            throw new HistoryFormatException(number, $"time {seconds} is not between 0 and 900,000,000,000 seconds");
        return new TimeSpan((long)(seconds * TimeSpan.TicksPerSecond));
    }
}

/// <summary>Reads texts that repeat as the same string.</summary>
internal sealed class SharingConverter : JsonConverter<string>
{
    private const int LongestShared = 256;

    private readonly RecentStrings _strings = new();

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (reader.TokenType != JsonTokenType.String || length > LongestShared) return reader.GetString();
        Span<char> text = stackalloc char[LongestShared];
        return _strings.Get(text[..reader.CopyString(text)]);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

internal sealed record HistoryLine
{
    public required long Index { get; init; }

    public required decimal Time { get; init; }

    public required int Process { get; init; }

    public required string Type { get; init; }

    public decimal? Scheduled { get; init; }

    public Operation? Op { get; init; }

    public OperationResult? Result { get; init; }

    public string? Reason { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(HistoryLine))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
