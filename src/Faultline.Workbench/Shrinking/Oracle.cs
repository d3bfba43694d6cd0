using System.Collections.Concurrent;
using System.Diagnostics;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>Says whether a candidate fails as the run did: the same promise, with the same verdict. It runs it.</summary>
/// <remarks>
/// Candidates run on several threads, and the first in their order counts, so that the answer does not depend on the threads. A
/// candidate that is not possible, that holds, that is undecided or that breaks only another promise does not fail.
/// </remarks>
internal sealed class Oracle(PromiseReport promise, ShrinkOptions options)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<ulong, bool> _known = [];

    /// <summary>How many candidates were tried.</summary>
    public int Tries { get; private set; }

    /// <summary>Why no more are tried; <see cref="ShrinkEnd.Minimal"/> while more may be.</summary>
    public ShrinkEnd End { get; private set; } = ShrinkEnd.Minimal;

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>The place of the first candidate that fails, from 0; -1 where none does or where no more are tried.</summary>
    public int FirstFailing(IEnumerable<Candidate> candidates)
    {
        using var source = candidates.GetEnumerator();
        var gate = new Lock();
        var taken = 0;
        var found = int.MaxValue;

        void Work()
        {
            while (true)
            {
                Candidate candidate;
                int index;
                lock (gate)
                {
                    // Those before the first that fails are all under way by then, and finish.
                    if (found < int.MaxValue || IsOver(taken) || !source.MoveNext()) return;
                    candidate = source.Current;
                    index = taken++;
                }

                if (!Fails(candidate)) continue;
                lock (gate) found = Math.Min(found, index);
            }
        }

        Threads.Run(Work, options.Threads);
        Tries += found == int.MaxValue ? taken : found + 1;
        return found == int.MaxValue ? -1 : found;
    }

    private bool IsOver(int taken)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        if (End == ShrinkEnd.Minimal && Tries + taken >= options.Tries) End = ShrinkEnd.OutOfTries;
        if (End == ShrinkEnd.Minimal && _watch.Elapsed >= options.TimeLimit) End = ShrinkEnd.OutOfTime;
        return End != ShrinkEnd.Minimal;
    }

    private bool Fails(Candidate candidate)
    {
        var digest = candidate.Digest();
        if (_known.TryGetValue(digest, out var known)) return known;
        return _known[digest] = Judge(candidate)?.Verdict == promise.Result.Verdict;
    }

    /// <summary>Runs a candidate, and says what became of the promise; null where such a run is not possible.</summary>
    public CheckResult? Judge(Candidate candidate)
    {
        RunSetup setup;
        try
        {
            setup = candidate.Setup();
        }
        catch (BadInputException)
        {
            return null;
        }

        var report = Runner.Run(setup, new RunOptions { Cancellation = options.Cancellation }).Report;
        return report.Promises.FirstOrDefault(checkedPromise => checkedPromise.Name == promise.Name)?.Result;
    }
}
