using Faultline.Checking.Linearizability.Search;
using Faultline.Checking.Verdicts;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Evidence;

/// <summary>Says in a sentence why some operations of a single-value part have no legal order.</summary>
internal sealed class RegisterExplanation(RegisterPart part, Readability readability, List<int> evidence)
{
    /// <summary>The sentence, or null where the operations fit no known pattern.</summary>
    public string? Find()
    {
        var readers = evidence
            .Where(i => part.Operations[i].Rule != ReadRule.None && part.Part.Entries[i].Outcome == OperationOutcome.Ok)
            .OrderBy(i => part.Timeline.Returns[i])
            .ToList();
        return First(readers.Select(ReadsTheImpossible))
            ?? First(readers.SelectMany(_ => readers, ReadsBackwards))
            ?? First(readers.SelectMany(_ => readers, TakesTwice));
    }

    private static string? First(IEnumerable<string?> sentences) => sentences.FirstOrDefault(static s => s is not null);

    private string? ReadsTheImpossible(int reader)
    {
        if (readability.InitialIsReadableBy(reader) || readability.ReadableBy(reader).Count > 0) return null;
        var hiding = readability.HidingWrite(reader);
        var rule = part.Operations[reader];
        if (rule.Rule == ReadRule.NotEqual)
        {
            return hiding < 0
                ? $"{Seen(reader)}, but nothing had changed it"
                : $"{Seen(reader)}, but {Named(hiding)} had completed at {Completed(hiding)} and nothing had "
                    + "changed it since";
        }

        var value = Value(part.Accesses[reader].Read);
        var writes = readability.WritesOf(rule.Read);
        writes.Remove(reader);
        if (writes.Count == 0 && part.Initial != rule.Read) return $"{Seen(reader)}, but nothing ever wrote {value}";
        if (part.Initial != rule.Read && part.Timeline.Calls[writes[0]] > part.Timeline.Returns[reader])
        {
            return $"{Seen(reader)}, but {value} was first written by {Named(writes[0])}, which was invoked at "
                + $"{Words.Seconds(part.Part.Entries[writes[0]].Invoked.Time)}";
        }

        return $"{Seen(reader)}, but {Named(hiding)} had completed at {Completed(hiding)} and "
            + $"{NothingRestored(reader)}";
    }

    // The first reader saw a value that was certainly written after the one that the second reader, later, still saw.
    private string? ReadsBackwards(int first, int second)
    {
        var (earlier, later) = (part.Operations[first], part.Operations[second]);
        if (earlier.Rule != ReadRule.Equal || later.Rule != ReadRule.Equal || earlier.Read == later.Read) return null;
        if (part.Initial == earlier.Read || part.Timeline.Returns[first] > part.Timeline.Calls[second]) return null;
        var newWrites = readability.WritesOf(earlier.Read);
        if (newWrites.Count == 0) return null;
        foreach (var write in readability.ReadableBy(second))
        {
            if (part.Timeline.Returns[write] > part.Timeline.Calls[newWrites[0]]) return null;
        }

        var saw = earlier.Writes ? "had succeeded" : $"had returned {Value(part.Accesses[first].Read)}";
        return $"{Seen(second)}, but {Named(first)} {saw} at {Completed(first)} already and {NothingRestored(second)}";
    }

    private string? TakesTwice(int first, int second)
    {
        var (one, other) = (part.Operations[first], part.Operations[second]);
        if (first >= second || one.Rule != ReadRule.Equal || other.Rule != ReadRule.Equal) return null;
        if (one.Read != other.Read) return null;
        if (!one.Writes || !other.Writes || one.Written == one.Read || other.Written == other.Read) return null;
        var writes = readability.WritesOf(one.Read).Count;
        if (writes + (part.Initial == one.Read ? 1 : 0) != 1) return null;
        var value = Value(part.Accesses[first].Read);
        return $"{Named(first)} and {Named(second)} both succeeded, at {Completed(first)} and {Completed(second)}, but "
            + (writes == 1
                ? $"{value} was written only once"
                : $"{value} was there only at the start and never written");
    }

    private string NothingRestored(int reader) =>
        part.Accesses[reader].Read is { } value ? $"nothing put {value} back" : "nothing removed the value";

    private string Seen(int reader)
    {
        var what = part.Operations[reader] switch
        {
            { Rule: ReadRule.NotEqual } => "found another value",
            { Writes: true } => "succeeded",
            _ => "returned " + Value(part.Accesses[reader].Read),
        };
        return $"{Named(reader)} {what} at {Completed(reader)}";
    }

    private string Named(int operation) =>
        $"{part.Part.Entries[operation].Operation} by process {part.Part.Entries[operation].Process}";

    private string Completed(int operation) => Words.Seconds(part.Part.Entries[operation].Completed.Time);

    private static string Value(string? value) => value ?? "nothing";
}
