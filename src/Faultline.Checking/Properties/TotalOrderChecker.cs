using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Properties;

/// <summary>What a receiver may miss.</summary>
public enum Gaps : byte
{
    /// <summary>Any messages: what it delivers, it delivers in the common order.</summary>
    Allowed,

    /// <summary>Only the last ones: its log is a beginning of every longer log.</summary>
    OnlyAtTheEnd,
}

/// <summary>Total order: all receivers deliver in one order.</summary>
/// <remarks>
/// With gaps: there is one order of all messages that every log follows. So no two receivers deliver the same two messages in
/// different orders, and no three or more go round in a circle either. Of a message that a receiver delivered twice only the
/// first delivery counts; see <see cref="NoDuplicatesChecker"/>. The evidence is in the words; there are no operations.
/// </remarks>
public static class TotalOrderChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="logs">What each receiver delivered.</param>
    /// <param name="gaps">What a receiver may miss.</param>
    /// <returns>The finding.</returns>
    public static CheckResult Check(IReadOnlyList<DeliveryLog> logs, Gaps gaps = Gaps.Allowed)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var broken = gaps == Gaps.OnlyAtTheEnd ? FindFork(logs) : FindCircle(logs);
        var count = logs.Sum(static log => (long)log.Deliveries.Count);
        return broken ?? new CheckResult(Verdict.Held, $"{Words.Count(count, "delivery", "deliveries")} "
            + $"to {Words.Count(logs.Count, "receiver")} are in one order");
    }

    private static CheckResult? FindFork(IReadOnlyList<DeliveryLog> logs)
    {
        if (logs.MaxBy(static log => log.Deliveries.Count) is not { } longest) return null;
        foreach (var log in logs)
        {
            for (var i = 0; i < log.Deliveries.Count; i++)
            {
                var (one, other) = (log.Deliveries[i], longest.Deliveries[i]);
                if (one.Message == other.Message) continue;
                return new CheckResult(Verdict.Broken, $"as number {Words.Number(i + 1)}, {log.Receiver} delivered {one.Message} at "
                    + $"{Words.Seconds(one.Time)}, but {longest.Receiver} delivered {other.Message} at {Words.Seconds(other.Time)}")
                {
                    ShownAt = one.Time > other.Time ? one.Time : other.Time,
                };
            }
        }

        return null;
    }

    // An edge goes from each message to the next one in a log; where they can be sorted, that is the order.
    private static CheckResult? FindCircle(IReadOnlyList<DeliveryLog> logs)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = new List<List<(int To, int Log, int Place)>>();
        var waits = new List<int>();
        for (var log = 0; log < logs.Count; log++)
        {
            var seen = new HashSet<int>();
            var before = -1;
            for (var place = 0; place < logs[log].Deliveries.Count; place++)
            {
                if (!numbers.TryGetValue(logs[log].Deliveries[place].Message, out var message))
                {
                    numbers.Add(logs[log].Deliveries[place].Message, message = next.Count);
                    next.Add([]);
                    waits.Add(0);
                }

                if (!seen.Add(message)) continue;
                if (before >= 0)
                {
                    next[before].Add((message, log, place));
                    waits[message]++;
                }

                before = message;
            }
        }

        var sorted = new Queue<int>(Enumerable.Range(0, waits.Count).Where(i => waits[i] == 0));
        while (sorted.TryDequeue(out var message))
        {
            foreach (var (to, _, _) in next[message])
            {
                if (--waits[to] == 0) sorted.Enqueue(to);
            }
        }

        var inCircle = waits.FindIndex(static count => count > 0);
        return inCircle < 0 ? null : Describe(logs, numbers.Keys.ToArray(), Circle(next, waits));
    }

    // Back through what each waits for comes to a circle; a shortest one through any of its members is reported.
    private static List<(int From, int To, int Log, int Place)> Circle(
        List<List<(int To, int Log, int Place)>> next, List<int> waits)
    {
        List<(int From, int To, int Log, int Place)>? shortest = null;
        var starts = Enumerable.Range(0, waits.Count).Where(i => waits[i] > 0);
        foreach (var start in starts)
        {
            var cameBy = new Dictionary<int, (int From, int To, int Log, int Place)>();
            var queue = new Queue<int>([start]);
            while (!cameBy.ContainsKey(start) && queue.TryDequeue(out var here))
            {
                foreach (var (to, log, place) in next[here])
                {
                    if (waits[to] > 0 && cameBy.TryAdd(to, (here, to, log, place))) queue.Enqueue(to);
                }
            }

            if (!cameBy.TryGetValue(start, out var step)) continue;
            List<(int From, int To, int Log, int Place)> circle = [step];
            while (circle[^1].From != start) circle.Add(cameBy[circle[^1].From]);
            circle.Reverse();
            if (circle.Count < (shortest?.Count ?? int.MaxValue)) shortest = circle;
            if (shortest!.Count == 2) break;
        }

        return shortest!;
    }

    // Neighbouring steps within one log are one step: what it delivered first before what it delivered last.
    private static CheckResult Describe(
        IReadOnlyList<DeliveryLog> logs, string[] messages, List<(int From, int To, int Log, int Place)> circle)
    {
        while (circle[0].Log == circle[^1].Log)
        {
            circle.Add(circle[0]);
            circle.RemoveAt(0);
        }

        var sentences = new List<string>();
        var shown = TimeSpan.Zero;
        for (int i = 0, end; i < circle.Count; i = end)
        {
            for (end = i; end < circle.Count && circle[end].Log == circle[i].Log;) end++;
            var log = logs[circle[i].Log];
            var last = log.Deliveries[circle[end - 1].Place];
            sentences.Add($"{log.Receiver} delivered {messages[circle[i].From]} before {last.Message}, at {Words.Seconds(last.Time)}");
            if (last.Time > shown) shown = last.Time;
        }

        return new CheckResult(Verdict.Broken, string.Join(", but ", sentences)) { ShownAt = shown };
    }
}
