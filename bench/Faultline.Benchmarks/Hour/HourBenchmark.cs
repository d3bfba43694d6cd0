using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;

namespace Faultline.Benchmarks.Hour;

/// <summary>One virtual hour of a replicated store under every kind of fault: wall time and peak memory.</summary>
/// <remarks>One run in a fresh process, with compilation and all checks: what a user waits for.</remarks>
internal static class HourBenchmark
{
    private const double MostSeconds = 15;
    private const double MostGibibytes = 1;

    public static bool Run()
    {
        var settings = RunSetup.DefaultsOf("kv-paxos") with
        {
            Nodes = 5,
            Rate = 100,
            Duration = TimeSpan.FromHours(1),
            Faults = "all",
        };
        var watch = Stopwatch.StartNew();
        var simulated = TimeSpan.Zero;
        var run = Runner.Run(RunSetup.Of(settings), new RunOptions
        {
            Progress = progress => simulated = progress.Stage == "running" ? watch.Elapsed : simulated,
        });
        var seconds = watch.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var report = run.Report;

        var table = new Table("one virtual hour of kv-paxos", "");
        table.Add("command", report.Command);
        table.Add("simulated in", Format(simulated.TotalSeconds, "0.00 s"));
        table.Add("checked and measured in", Format(seconds - simulated.TotalSeconds, "0.00 s"));
        table.Add("virtual time over wall time", Format(3600 / seconds, "0"));
        table.Add("events", report.Events.ToString("N0", CultureInfo.InvariantCulture));
        table.Add("messages", report.Network.Sent.ToString("N0", CultureInfo.InvariantCulture));
        table.Add("heap now", Format(GC.GetTotalMemory(forceFullCollection: false) / Units.Mebibyte, "0 MiB"));
        table.Add("allocated in all", Format(GC.GetTotalAllocatedBytes() / Units.Mebibyte, "#,0 MiB"));
        table.Add("collections 0, 1, 2", $"{GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)}");
        table.Add("paused for collections", Format(GC.GetTotalPauseDuration().TotalSeconds, "0.00 s"));
        table.Add("trace hash", report.TraceHash);
        table.Print();

        var requirements = new Requirements();
        requirements.Below("wall time", MostSeconds, seconds, "s");
        requirements.Below("peak working set", MostGibibytes, peak / Units.Gibibyte, "GiB");
        requirements.Exactly("verdict", nameof(Verdict.Held), report.Verdict.ToString());
        requirements.Print();
        return requirements.AreMet;
    }

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
