using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Shrinking;

/// <summary>Ways to make a run shorter, and its times easier to read.</summary>
internal static class TimePasses
{
    private const int MostOperationsToMove = 50;

    /// <summary>The shortest run.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Takes the end of the run away, up to the moment at which the promise is broken.</summary>
    public static void EndEarlier(Search search)
    {
        // Until then nothing changes, so whether a run is long enough can be found by halving; in thirds, for two cores.
        var (tooShort, enough) = (Shortest - RoundTime.Step, search.Current.Settings.Duration);
        while (enough - tooShort > RoundTime.Step)
        {
            TimeSpan[] ends = [RoundTime.Up(tooShort + ((enough - tooShort) / 3)), RoundTime.Up(enough - ((enough - tooShort) / 3))];
            var place = search.Take(ends.Where(end => end < enough).Select(end => EndingAt(search.Current, end)));
            if (place != 0) tooShort = ends[place < 0 ? 1 : 0];
            if (place >= 0) enough = ends[place];
        }
    }

    /// <summary>The run without its beginning.</summary>
    public static IEnumerable<Candidate> StartsLater(Candidate run)
    {
        for (var part = 15; part > 0; part--)
        {
            var cut = RoundTime.Down(run.Settings.Duration * part / 16) - Shortest;
            if (cut < RoundTime.Step) continue;
            var shift = new Func<TimeSpan, TimeSpan>(time => time > cut ? time - cut : TimeSpan.Zero);
            yield return Moved(
                run with
                {
                    Faults = [.. run.Faults.Where(fault => fault.End > cut)],
                    Operations = [.. run.Operations.Where(operation => operation.Time > cut)],
                },
                shift);
        }
    }

    /// <summary>The run without time in which nothing is asked and no fault begins or ends.</summary>
    public static IEnumerable<Candidate> WithoutIdleTime(Candidate run)
    {
        TimeSpan[] times =
        [
            .. run.Operations.Select(static operation => operation.Time)
                .Concat(run.Faults.SelectMany(static fault => new[] { fault.Start, fault.End }))
                .Concat([TimeSpan.Zero, run.Settings.Duration]).Distinct().Order(),
        ];
        for (var i = 1; i < times.Length; i++)
        {
            var (from, idle) = (times[i - 1], times[i] - times[i - 1]);
            foreach (var cut in new[] { idle, idle - RoundTime.Step, idle / 2, idle / 4, RoundTime.Step })
            {
                var whole = RoundTime.Down(cut);
                if (whole < RoundTime.Step || whole > idle || run.Settings.Duration - whole < Shortest) continue;
                yield return Moved(run, time => time > from ? time - whole : time);
            }
        }
    }

    /// <summary>The run with operations at round times.</summary>
    public static IEnumerable<Candidate> RoundTimes(Candidate run)
    {
        if (run.Operations.Count > MostOperationsToMove) yield break;
        if (run.Operations.Any(static o => RoundTime.Down(o.Time) < o.Time))
            yield return run with { Operations = [.. run.Operations.Select(static o => o with { Time = RoundTime.Down(o.Time) })] };
        for (var i = 0; i < run.Operations.Count; i++)
        {
            var operation = run.Operations[i];
            if (RoundTime.Down(operation.Time) == operation.Time) continue;
            foreach (var time in new[] { RoundTime.Down(operation.Time), RoundTime.Up(operation.Time) })
            {
                yield return run with
                {
                    Operations = [.. run.Operations.Take(i), operation with { Time = time }, .. run.Operations.Skip(i + 1)],
                };
            }
        }
    }

    private static Candidate EndingAt(Candidate run, TimeSpan end) => new(
        run.Settings with { Duration = end },
        [.. run.Faults.Where(fault => fault.Start < end).Select(fault => fault.End > end ? fault with { End = end } : fault)],
        [.. run.Operations.Where(operation => operation.Time < end)]);

    private static Candidate Moved(Candidate run, Func<TimeSpan, TimeSpan> move) => new(
        run.Settings with { Duration = move(run.Settings.Duration) },
        [.. run.Faults.Select(fault => fault with { Start = move(fault.Start), End = move(fault.End) })],
        [.. run.Operations.Select(operation => operation with { Time = move(operation.Time) })]);
}
