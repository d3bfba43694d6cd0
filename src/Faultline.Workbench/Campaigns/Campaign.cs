using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Campaigns;

/// <summary>The same run with many seeds, on several cores.</summary>
public static class Campaign
{
    /// <summary>The most seeds of one campaign.</summary>
    public const int MostSeeds = 10_000_000;

    /// <summary>Runs the seeds.</summary>
    /// <param name="settings">The settings; their seed is not used.</param>
    /// <param name="seeds">Which seeds, and how.</param>
    /// <param name="progress">Is told of each finished seed, from several threads, one at a time; null for nobody.</param>
    /// <param name="cancellation">Stops the campaign; it then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>What came of it; the same whatever the number of threads, but for the wall time.</returns>
    /// <exception cref="BadInputException">Such runs are not possible.</exception>
    public static CampaignReport Run(
        RunSettings settings, CampaignSeeds seeds, Action<SeedReport>? progress = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        var count = seeds.Count;
        RunSetup.Of(settings with { Seed = seeds.First });
        var reports = new ConcurrentDictionary<int, SeedReport>();
        var next = -1;
        var stopAt = count;
        var gate = new Lock();

        void Work()
        {
            while (Interlocked.Increment(ref next) is var index && index < Volatile.Read(ref stopAt))
            {
                var seed = seeds.First + (ulong)index;
                var run = Runner.Run(RunSetup.Of(settings with { Seed = seed }), new RunOptions { Cancellation = cancellation });
                var report = SeedReport.Of(run.Report);
                reports[index] = report;
                lock (gate)
                {
                    // Lower seeds that are under way still finish, so the first finding does not depend on the threads.
                    if (report.Verdict == Verdict.Broken && !seeds.KeepGoing) stopAt = Math.Min(stopAt, index + 1);
                    progress?.Invoke(report);
                }
            }
        }

        Threads.Run(Work, Math.Clamp(seeds.Threads, 1, count));
        SeedReport[] inOrder = [.. Enumerable.Range(0, Math.Min(count, stopAt)).Select(index => reports[index])];
        return new CampaignReport(settings, seeds, inOrder, watch.Elapsed);
    }
}

/// <summary>Which seeds a campaign runs, and how.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed, included.</param>
public sealed record CampaignSeeds(ulong First, ulong Last)
{
    /// <summary>Whether it goes on after a seed whose promises are broken. Default: false.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>How many threads run seeds. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How many seeds these are.</summary>
    public int Count => checked((int)(Last - First + 1));

    /// <inheritdoc />
    public override string ToString() => $"{First}..{Last}";

    /// <summary>Reads <c>1..2000</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The seeds.</returns>
    /// <exception cref="BadInputException">The text is no range of seeds.</exception>
    public static CampaignSeeds Parse(string text)
    {
        var parts = text.Split("..");
        if (parts.Length != 2 || !TryParseSeed(parts[0], out var first) || !TryParseSeed(parts[1], out var last))
            throw new BadInputException($"\"{text}\" is no range of seeds: write one such as 1..2000");
        if (last < first) throw new BadInputException($"the seeds {text} run backwards: write the lower one first");
        if (last - first >= Campaign.MostSeeds) throw new BadInputException($"{text} are more than {Campaign.MostSeeds:N0} seeds");
        return new CampaignSeeds(first, last);
    }

    private static bool TryParseSeed(string text, out ulong seed) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
