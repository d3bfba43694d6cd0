using System.Diagnostics;
using Faultline.Checking.Verdicts;

namespace Faultline.Checking.Linearizability.Search;

/// <summary>Checks the parts of a history, several at once, up to the first broken one.</summary>
/// <remarks>What comes out does not depend on the threads: what was found of parts behind the first broken one is dropped.</remarks>
internal sealed class PartChecks<TState>(
    List<HistoryPart> parts, SequentialModel<TState> model, SearchLimits limits, CancellationToken cancellation)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(100);

    private readonly PartFinding?[] _findings = new PartFinding?[parts.Count];
    private readonly SearchClock _clock = new(limits.Time, cancellation);
    private readonly Lock _progress = new();
    private int _taken = -1;
    private int _done;
    private int _firstBroken = int.MaxValue;
    private long _lastReport = Stopwatch.GetTimestamp();

    /// <summary>What was found, by part.</summary>
    public List<PartFinding> Run()
    {
        var threads = Math.Clamp(limits.Threads, 1, Math.Max(1, parts.Count));
        if (threads == 1) Work(limits.Threads);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work(1));
        return [.. _findings.Take(_firstBroken == int.MaxValue ? parts.Count : _firstBroken + 1).OfType<PartFinding>()];
    }

    private void Work(int threads)
    {
        var check = new PartCheck<TState>(model, limits, _clock, threads);
        while (Interlocked.Increment(ref _taken) is var number && number < parts.Count)
        {
            if (number > Volatile.Read(ref _firstBroken)) return;
            var part = parts[number];
            var name = model.NameOfPart(part.Name);
            var finding = _clock.IsOver()
                ? new PartFinding(part, name, CheckMethod.Search, new SearchOutcome(SearchEnd.OutOfTime, 0, 0, 0, part.Known, -1))
                : check.Check(part, name, limits.Progress is null ? null : (steps, longest) => Report(part, name, steps, longest));
            _findings[number] = finding;
            Interlocked.Increment(ref _done);
            if (finding.Verdict == Verdict.Broken) LowerFirstBroken(number);
        }
    }

    private void LowerFirstBroken(int number)
    {
        int first;
        do first = _firstBroken;
        while (number < first && Interlocked.CompareExchange(ref _firstBroken, number, first) != first);
    }

    private void Report(HistoryPart part, string name, long steps, int longest)
    {
        lock (_progress)
        {
            if (Stopwatch.GetElapsedTime(_lastReport) < BetweenReports) return;
            _lastReport = Stopwatch.GetTimestamp();
            limits.Progress!(new CheckProgress(_done, parts.Count, name, longest, part.Entries.Count, steps));
        }
    }
}
