using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;

namespace Faultline.Benchmarks.Checks;

/// <summary>How long checks of histories take, and how much memory.</summary>
/// <remarks>Each row runs in a process of its own, so that its peak memory and its compiled code are its own.</remarks>
internal static class CheckBenchmark
{
    public const string Name = "check";

    public static bool Run()
    {
        var table = new Table("work", "Porcupine", "required", "measured", "peak", "found", "met");
        var allMet = true;
        for (var i = 0; i < CheckRows.All.Count; i++)
        {
            var row = CheckRows.All[i];
            var start = new ProcessStartInfo(Environment.ProcessPath!, [Name, i.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var answer = process.StandardOutput.ReadToEnd().Trim().Split('|');
            process.WaitForExit();
            var (seconds, mebibytes) = (Number(answer[0]), Number(answer[1]));
            var isMet = seconds <= row.Seconds && (row.Mebibytes == 0 || mebibytes < row.Mebibytes);
            allMet &= isMet;
            table.Add(
                row.Name, row.Porcupine,
                Time(row.Seconds) + (row.Mebibytes == 0 ? "" : $", {row.Mebibytes:0} MiB"),
                Time(seconds), $"{mebibytes:0} MiB", answer[2], isMet ? "yes" : "NO");
        }

        table.Print();
        return allMet;
    }

    /// <summary>Measures one row, and prints seconds, mebibytes and what was found.</summary>
    public static void RunRow(int number)
    {
        var (seconds, verdict) = CheckRows.All[number].Measure();
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64 / Units.Mebibyte;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds}|{peak}|{verdict}"));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Time(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{1_000 * seconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
