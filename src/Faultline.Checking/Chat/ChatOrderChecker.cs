using Faultline.Checking.Properties;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using static Faultline.Checking.Chat.ChatPages;

namespace Faultline.Checking.Chat;

/// <summary>The same order: everyone sees the messages of a room in one order, which follows real time.</summary>
/// <remarks>
/// 1. A page has its messages in the order of their numbers, and a number is one message to all who read.
/// 2. A message that was posted after another was acknowledged has the larger number.
/// 3. What each reader got by going forward, page after page, is in one order (<see cref="TotalOrderChecker"/>).
/// </remarks>
public static class ChatOrderChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <returns>The finding.</returns>
    public static CheckResult Check(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return FindUnsorted(history) ?? FindAgainstTime(history) ?? TotalOrderChecker.Check(ChatDeliveries.ByReader(history));
    }

    private static CheckResult? FindUnsorted(History history)
    {
        var first = new Dictionary<(string Room, long Number), (ChatMessage Message, HistoryEntry Entry)>();
        foreach (var (entry, read, page) in ChatPages.Read(history))
        {
            var before = 0L;
            foreach (var message in page.Messages)
            {
                if (message.Number < before)
                    return Broken($"{Named(entry)} shows number {message.Number} behind number {before} in room {read.Room}", entry);
                before = message.Number;
                if (first.TryAdd((read.Room, message.Number), (message, entry))) continue;
                var (known, earlier) = first[(read.Room, message.Number)];
                if (known.Text == message.Text && known.Author == message.Author) continue;
                return Broken(
                    $"number {message.Number} of room {read.Room} is \"{known.Text}\" in {Named(earlier)}, "
                        + $"and \"{message.Text}\" in {Named(entry)}",
                    earlier, entry);
            }
        }

        return null;
    }

    /// <summary>With the posts in the order of their invocations, what was acknowledged before each has a smaller number.</summary>
    private static CheckResult? FindAgainstTime(History history)
    {
        var acknowledged = new Queue<(HistoryEntry Entry, ChatPost Post, long Number)>(ChatPages.Posted(history));
        var last = new Dictionary<string, (long Number, HistoryEntry Entry)>(StringComparer.Ordinal);
        foreach (var (entry, post, number) in acknowledged.OrderBy(static posted => posted.Entry.Invoked).ToArray())
        {
            while (acknowledged.TryPeek(out var earlier) && earlier.Entry.Completed < entry.Invoked)
            {
                acknowledged.Dequeue();
                if (last.GetValueOrDefault(earlier.Post.Room).Number < earlier.Number)
                    last[earlier.Post.Room] = (earlier.Number, earlier.Entry);
            }

            if (!last.TryGetValue(post.Room, out var before) || before.Number < number) continue;
            return Broken(
                $"{Named(entry)} got number {number}, although {Named(before.Entry)} had got {before.Number} before", before.Entry, entry);
        }

        return null;
    }
}
