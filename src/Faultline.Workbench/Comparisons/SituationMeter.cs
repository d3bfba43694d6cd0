using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Workbench.Comparisons;

/// <summary>Measures what users got while something was wrong, and after it.</summary>
internal static class SituationMeter
{
    /// <summary>How many operations were answered within a time.</summary>
    public static long Answered(History history, TimeSpan start, TimeSpan end) =>
        history.Entries.LongCount(entry => IsAnswered(entry) && entry.Completed.Time >= start && entry.Completed.Time < end);

    /// <summary>The longest time within which nobody had an answer.</summary>
    public static TimeSpan Pause(History history, TimeSpan start, TimeSpan end)
    {
        var (longest, last) = (TimeSpan.Zero, start);
        foreach (var time in history.Entries.Where(IsAnswered).Select(static entry => entry.Completed.Time).Order().Append(end))
        {
            if (time < start || time > end) continue;
            if (time - last > longest) longest = time - last;
            last = time;
        }

        return longest;
    }

    /// <summary>How long after a moment the last of the operations that waited at it was answered; null where none was.</summary>
    public static TimeSpan? Back(History history, TimeSpan healed)
    {
        TimeSpan? last = null;
        foreach (var entry in history.Entries)
        {
            if (!IsAnswered(entry) || entry.Scheduled >= healed || entry.Completed.Time < healed) continue;
            if (last is null || entry.Completed.Time - healed > last) last = entry.Completed.Time - healed;
        }

        return last;
    }

    /// <summary>The times from a user's wish to the answer of each write, shortest first.</summary>
    public static IEnumerable<TimeSpan> Writes(History history) => history.Entries
        .Where(static entry => IsAnswered(entry) && entry.Operation is not KvGet)
        .Select(static entry => entry.Completed.Time - entry.Scheduled).Order();

    /// <summary>A percentile of some times that are in order; null where there are none.</summary>
    public static TimeSpan? Percentile(IReadOnlyList<TimeSpan> inOrder, int percent) =>
        inOrder.Count == 0 ? null : inOrder[(int)Math.Min(inOrder.Count - 1, (long)inOrder.Count * percent / 100)];

    private static bool IsAnswered(HistoryEntry entry) => entry.HasEnded && entry.Outcome == OperationOutcome.Ok;
}
