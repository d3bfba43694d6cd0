using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Benchmarks.Networks;

/// <summary>Two networks of bitcoin with blocks every ten minutes: a week of fifty nodes, and a day of a thousand.</summary>
/// <remarks>One run of each in one fresh process, with compilation and all checks: what a user waits for.</remarks>
internal static class BitcoinBenchmark
{
    public const string Name = "bitcoin";

    private const double MostSecondsOfWeek = 20;
    private const double MostSecondsOfDay = 60;
    private const double MostGibibytes = 2;

    public static bool Run()
    {
        var table = new Table("network", "seconds", "events", "messages", "trace hash");
        var week = Measure(table, "50 nodes, 7 days", 50, TimeSpan.FromDays(7));
        var day = Measure(table, "1,000 nodes, 1 day", 1_000, TimeSpan.FromDays(1));
        using var process = Process.GetCurrentProcess();
        table.Print();

        var requirements = new Requirements();
        requirements.Below("a week of 50 nodes", MostSecondsOfWeek, week.Seconds, "s");
        requirements.Below("a day of 1,000 nodes", MostSecondsOfDay, day.Seconds, "s");
        requirements.Below("peak working set", MostGibibytes, process.PeakWorkingSet64 / Units.Gibibyte, "GiB");
        requirements.Exactly("verdicts", $"{Verdict.Held}, {Verdict.Held}", $"{week.Verdict}, {day.Verdict}");
        requirements.Print();
        return requirements.AreMet;
    }

    private static (double Seconds, Verdict Verdict) Measure(Table table, string what, int nodes, TimeSpan duration)
    {
        var settings = RunSetup.DefaultsOf("bitcoin") with { Nodes = nodes, Duration = duration, Faults = "none" };
        var watch = Stopwatch.StartNew();
        var report = Runner.Run(RunSetup.Of(settings), new RunOptions()).Report;
        var seconds = watch.Elapsed.TotalSeconds;
        table.Add(
            what, seconds.ToString("0.0", CultureInfo.InvariantCulture), report.Events.ToString("N0", CultureInfo.InvariantCulture),
            report.Network.Sent.ToString("N0", CultureInfo.InvariantCulture), report.TraceHash);
        return (seconds, report.Verdict);
    }
}
