using Faultline.Checking.Properties;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Chat;

/// <summary>The messages that each reader of each room got, in that reader's order.</summary>
internal static class ChatDeliveries
{
    /// <summary>One log for each token and room. A page that goes back to what the reader has is no delivery.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <returns>The logs, in the order of their first pages.</returns>
    public static IReadOnlyList<DeliveryLog> ByReader(History history)
    {
        var logs = new OrderedDictionary<(string Token, string Room), (List<Delivery> Got, long Last)>();
        foreach (var (entry, read, page) in ChatPages.Read(history))
        {
            var key = (read.Token, read.Room);
            var (got, last) = logs.TryGetValue(key, out var log) ? log : ([], 0L);
            if (read.From <= last) continue;
            foreach (var message in page.Messages) got.Add(new Delivery(Name(read.Room, message), entry.Completed.Time));
            logs[key] = (got, page.Messages.Count == 0 ? last : page.Messages[^1].Number);
        }

        return [.. logs.Select(static log => new DeliveryLog($"the reader with {log.Key.Token} in {log.Key.Room}", log.Value.Got))];
    }

    /// <summary>A message by what its author said, not by its number: one that is there twice has two.</summary>
    public static string Name(string room, ChatMessage message) => $"\"{message.Text}\" of {message.Author} in {room}";
}
