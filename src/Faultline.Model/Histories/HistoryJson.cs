using System.Text.Json;
using System.Text.Json.Serialization;
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
    public static History Read(TextReader input)
    {
        var entries = new List<HistoryEntry>();
        var open = new Dictionary<int, HistoryEntry>();
        var over = new HashSet<int>();
        var lastIndex = -1L;
        for (var number = 1; input.ReadLine() is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var line = Parse(text, number);
            if (line.Index <= lastIndex)
                throw new HistoryFormatException(number, $"index {line.Index} does not follow index {lastIndex}");
            lastIndex = line.Index;
            var moment = new HistoryMoment(line.Index, FromSeconds(line.Time, number));
            if (line.Type == "invoke") Invoke(line, moment, number);
            else Complete(line, moment, number);
        }

        return new History(entries);

        void Invoke(HistoryLine line, HistoryMoment moment, int number)
        {
            if (line.Op is null) throw new HistoryFormatException(number, "an invocation needs \"op\"");
            var entry = new HistoryEntry
            {
                Process = line.Process,
                Operation = line.Op,
                Scheduled = line.Scheduled is { } scheduled ? FromSeconds(scheduled, number) : moment.Time,
                Invoked = moment,
            };
            if (over.Contains(line.Process))
                throw new HistoryFormatException(number, $"process {line.Process} ended with an unknown outcome: use a new one");
            if (!open.TryAdd(line.Process, entry))
                throw new HistoryFormatException(number, $"process {line.Process} has an operation open already");
            entries.Add(entry);
        }

        void Complete(HistoryLine line, HistoryMoment moment, int number)
        {
            if (!open.Remove(line.Process, out var entry))
                throw new HistoryFormatException(number, $"process {line.Process} has no operation open");
            entry.Completed = moment;
            entry.Outcome = OutcomeOf(line.Type, number);
            entry.Result = line.Result;
            entry.Reason = line.Reason;
            if (entry.Outcome == OperationOutcome.Ok && entry.Result is null)
                throw new HistoryFormatException(number, "a completion of type ok needs \"result\"");

            // A process whose operation has an unknown outcome is over; its operation stays open.
            if (entry.Outcome == OperationOutcome.Info) over.Add(line.Process);
        }
    }

    private static HistoryLine Parse(string text, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HistoryJsonContext.Default.HistoryLine)
                ?? throw new HistoryFormatException(number, "it is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // The framework adds where it was in its own count; the line is named already.
            var end = error.Message.IndexOf(" Path: ", StringComparison.Ordinal);
            throw new HistoryFormatException(number, (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' '), error);
        }
    }

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

/// <summary>A line of a history that cannot be read.</summary>
public sealed class HistoryFormatException : Exception
{
    /// <summary>An error without words.</summary>
    public HistoryFormatException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What is wrong.</param>
    public HistoryFormatException(string message) : base(message)
    {
    }

    /// <summary>An error with a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public HistoryFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An error in a line.</summary>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public HistoryFormatException(int line, string message, Exception? innerException = null)
        : base($"line {line}: {message}", innerException) => Line = line;

    /// <summary>The line's number, from 1.</summary>
    public int Line { get; }
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
