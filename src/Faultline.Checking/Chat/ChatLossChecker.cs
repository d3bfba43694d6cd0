using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using static Faultline.Checking.Chat.ChatPages;

namespace Faultline.Checking.Chat;

/// <summary>No loss: whoever reads a room after a message was acknowledged, and reads as far as that, finds the message.</summary>
/// <remarks>
/// A page says how long the room is, so one that ends before an acknowledged message shows the loss too. A message that nobody read
/// later, up to the end of the history, is counted, and nothing is said of it.
/// </remarks>
public static class ChatLossChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <returns>The finding; undecided where messages were acknowledged and no page could show any of them.</returns>
    public static CheckResult Check(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var rooms = new Dictionary<string, SortedDictionary<long, HistoryEntry>>(StringComparer.Ordinal);
        var waiting = new Queue<(HistoryEntry Entry, ChatPost Post, long Number)>(ChatPages.Posted(history));
        var total = waiting.Count;
        var shown = new HashSet<HistoryEntry>();
        var pages = 0L;
        foreach (var (entry, read, page) in ChatPages.Read(history))
        {
            while (waiting.TryPeek(out var next) && next.Entry.Completed < entry.Invoked)
            {
                waiting.Dequeue();
                if (!rooms.TryGetValue(next.Post.Room, out var posts)) rooms.Add(next.Post.Room, posts = []);
                if (!posts.TryAdd(next.Number, next.Entry) && TextOf(posts[next.Number]) != next.Post.Text)
                {
                    var other = posts[next.Number];
                    return Broken(
                        $"{Named(other)} and {Named(next.Entry)} both got number {next.Number}", other, next.Entry);
                }
            }

            pages++;
            if (!rooms.TryGetValue(read.Room, out var acknowledged)) continue;
            var (last, lastEntry) = acknowledged.Last();
            if (page.Last < last)
            {
                return Broken(
                    $"{Named(entry)} found {Words.Count(page.Last, "message")}, although {Named(lastEntry)} was number {last}",
                    lastEntry, entry);
            }

            for (var number = read.From; number < read.From + read.Count && number <= last; number++)
            {
                if (!acknowledged.TryGetValue(number, out var post)) continue;
                if (page.Messages.Any(message => message.Number == number && message.Text == TextOf(post))) shown.Add(post);
                else if (IsWithin(number, page)) return Missing(entry, post, number);
            }
        }

        var counts = $"{Words.Count(total, "message")} acknowledged, {Words.Number(total - shown.Count)} of them in no later page; "
            + Words.Count(pages, "page");
        return total > 0 && shown.Count == 0 ? new CheckResult(Verdict.Undecided, counts) : new CheckResult(Verdict.Held, counts);
    }

    private static CheckResult Missing(HistoryEntry read, HistoryEntry post, long number) => Broken(
        $"{Named(read)} did not find {Named(post)}, which was number {number}", post, read);

    /// <summary>A server may cut a page short; what it then says of later messages is nothing.</summary>
    private static bool IsWithin(long number, ChatPage page) =>
        page.Messages.Count == 0 || number <= page.Messages.Max(static m => m.Number);

    private static string TextOf(HistoryEntry post) => ((ChatPost)post.Operation).Text;
}
