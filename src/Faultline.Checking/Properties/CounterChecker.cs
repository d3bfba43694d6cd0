using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Properties;

/// <summary>Bounds of a counter: each read lies between what must and what can have been added by then.</summary>
/// <remarks>
/// What must have been added is what completed before the read was invoked; what can have been is what was invoked before the read
/// completed and did not fail. The least value is what must have been added of the positive and what can have been of the negative
/// amounts; the greatest the other way round. A necessary condition only: reads that contradict each other within their bounds pass.
/// O(n log n).
/// </remarks>
public static class CounterChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got: <see cref="CounterAdd"/>, <see cref="CounterRead"/>.</param>
    /// <returns>The finding; the evidence is the first read out of its bounds and additions that put it there, none to spare.</returns>
    public static CheckResult Check(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var (gains, losses) = (new Amounts(), new Amounts());
        foreach (var entry in history.Entries)
        {
            if (entry.Operation is CounterAdd add && entry.Outcome != OperationOutcome.Fail)
                (add.By > 0 ? gains : losses).Add(entry, add.By);
        }

        gains.Sort();
        losses.Sort();
        var reads = 0L;
        foreach (var read in history.Entries)
        {
            if (read is not { Operation: CounterRead, Outcome: OperationOutcome.Ok, Result: CounterValue { Value: var value } }) continue;
            reads++;
            var least = gains.CompletedBefore(read.Invoked) + losses.InvokedBefore(read.Completed);
            var greatest = losses.CompletedBefore(read.Invoked) + gains.InvokedBefore(read.Completed);
            if (value < least) return Broken(history, read, value, isTooSmall: true, $"at least {least}");
            if (value > greatest) return Broken(history, read, value, isTooSmall: false, $"at most {greatest}");
        }

        return new CheckResult(Verdict.Held, $"{Words.Count(reads, "read")}, each between what must and what can have been added by then");
    }

    /// <remarks>Where the value is too small, every loss that can have happened has to be shown, and as many gains that must have
    /// happened as it takes, the greatest first; where it is too great, the other way round.</remarks>
    private static CheckResult Broken(History history, HistoryEntry read, long value, bool isTooSmall, string bound)
    {
        var adds = history.Entries.Where(static entry => entry.Operation is CounterAdd && entry.Outcome != OperationOutcome.Fail)
            .Select(static entry => (Entry: entry, ((CounterAdd)entry.Operation).By)).Where(static pair => pair.By != 0).ToList();
        var evidence = adds.Where(pair => pair.By < 0 == isTooSmall && pair.Entry.Invoked < read.Completed).ToList();
        var sum = evidence.Aggregate(Int128.Zero, static (sum, pair) => sum + pair.By);
        var completed = adds.Where(pair => pair.By > 0 == isTooSmall
            && pair.Entry.Outcome == OperationOutcome.Ok && pair.Entry.Completed < read.Invoked);
        foreach (var pair in completed.OrderByDescending(static pair => Int128.Abs(pair.By)))
        {
            if (isTooSmall ? sum > value : sum < value) break;
            evidence.Add(pair);
            sum += pair.By;
        }

        return new CheckResult(
            Verdict.Broken,
            $"process {read.Process} read {value} at {Words.Seconds(read.Completed.Time)}, but the counter was {bound} by what had been "
                + "added by then",
            [.. evidence.Select(static pair => pair.Entry).Append(read).OrderBy(static entry => entry.Invoked)])
        {
            ShownAt = read.Completed.Time,
        };
    }

    /// <summary>Amounts with running sums by when they were invoked and by when they had completed.</summary>
    private sealed class Amounts
    {
        private readonly List<(HistoryMoment At, Int128 Sum)> _invoked = [];
        private readonly List<(HistoryMoment At, Int128 Sum)> _completed = [];

        public void Add(HistoryEntry entry, long by)
        {
            _invoked.Add((entry.Invoked, by));
            if (entry.Outcome == OperationOutcome.Ok) _completed.Add((entry.Completed, by));
        }

        public void Sort()
        {
            foreach (var list in (List<(HistoryMoment At, Int128 Sum)>[])[_invoked, _completed])
            {
                list.Sort(static (left, right) => left.At.CompareTo(right.At));
                for (var i = 1; i < list.Count; i++) list[i] = (list[i].At, list[i].Sum + list[i - 1].Sum);
            }
        }

        public Int128 InvokedBefore(HistoryMoment moment) => Before(_invoked, moment);

        public Int128 CompletedBefore(HistoryMoment moment) => Before(_completed, moment);

        private static Int128 Before(List<(HistoryMoment At, Int128 Sum)> list, HistoryMoment moment)
        {
            int low = 0, high = list.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (list[middle].At < moment) low = middle + 1;
                else high = middle;
            }

            return low == 0 ? 0 : list[low - 1].Sum;
        }
    }
}
