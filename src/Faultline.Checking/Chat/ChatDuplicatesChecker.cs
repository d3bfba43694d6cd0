using Faultline.Checking.Properties;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using static Faultline.Checking.Chat.ChatPages;

namespace Faultline.Checking.Chat;

/// <summary>No duplicates: no message is in a room twice, none comes to a reader twice, and there is none that nobody posted.</summary>
/// <remarks>A message is known by its text, so the users of the history must say nothing twice.</remarks>
public static class ChatDuplicatesChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <returns>The finding.</returns>
    public static CheckResult Check(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return FindTwice(history) ?? NoDuplicatesChecker.Check(ChatDeliveries.ByReader(history));
    }

    private static CheckResult? FindTwice(History history)
    {
        var tried = new Dictionary<(string Room, string Text), HistoryEntry>();
        foreach (var entry in history.Entries)
            if (entry.Operation is ChatPost post && entry.Outcome != OperationOutcome.Fail)
                tried.TryAdd((post.Room, post.Text), entry);

        var numbers = new Dictionary<string, (long Number, HistoryEntry Entry)>(StringComparer.Ordinal);
        foreach (var (entry, read, page) in ChatPages.Read(history))
        {
            foreach (var message in page.Messages)
            {
                var name = ChatDeliveries.Name(read.Room, message);
                if (!tried.TryGetValue((read.Room, message.Text), out var post) || post.Invoked > entry.Completed)
                    return Broken($"{Named(entry)} shows {name}, which nobody had tried to post", entry);
                if (numbers.TryAdd(name, (message.Number, entry)) || numbers[name].Number == message.Number) continue;
                var (number, earlier) = numbers[name];
                return Broken(
                    $"{name} is there twice, as number {number} in {Named(earlier)} and as number {message.Number} in {Named(entry)}",
                    post, earlier, entry);
            }
        }

        return null;
    }
}
