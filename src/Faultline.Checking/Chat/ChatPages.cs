using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Chat;

/// <summary>What the users of a chat read and posted, out of a history.</summary>
internal static class ChatPages
{
    /// <summary>The messages that were acknowledged, in the order of their acknowledgements.</summary>
    public static IEnumerable<(HistoryEntry Entry, ChatPost Post, long Number)> Posted(History history) =>
        from entry in history.Entries
        where entry is { Outcome: OperationOutcome.Ok, Operation: ChatPost, Result: ChatPosted }
        orderby entry.Completed
        select (entry, (ChatPost)entry.Operation, ((ChatPosted)entry.Result!).Number);

    /// <summary>The pages that were read, in the order in which they were asked for.</summary>
    public static IEnumerable<(HistoryEntry Entry, ChatHistory Read, ChatPage Page)> Read(History history) =>
        from entry in history.Entries
        where entry is { Outcome: OperationOutcome.Ok, Operation: ChatHistory, Result: ChatPage }
        select (entry, (ChatHistory)entry.Operation, (ChatPage)entry.Result!);

    /// <summary>An operation in words.</summary>
    public static string Named(HistoryEntry entry) =>
        $"`{entry.Operation}` by process {entry.Process} at {Words.Seconds(entry.Completed.Time)}";

    /// <summary>A promise that was not kept.</summary>
    public static CheckResult Broken(string words, params HistoryEntry[] evidence) =>
        new(Verdict.Broken, words, [.. evidence.Distinct().OrderBy(static entry => entry.Invoked)])
        {
            ShownAt = evidence.Where(static entry => entry.HasEnded).Max(static entry => entry.Completed.Time),
        };
}
