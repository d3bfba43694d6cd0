using System.Diagnostics;
using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Workbench.Studies;

namespace Faultline.Benchmarks.Networks;

/// <summary>The tables of Gervais et al. (2016) beside what simulated nodes do; as many rows at once as there are cores.</summary>
internal static class GervaisBenchmark
{
    public const string Name = "gervais";

    private const ulong Seed = 2016;

    /// <summary>Any measured rate is a factor of at most this from the table.</summary>
    private const double MostApart = 2;

    public static bool Run()
    {
        // The largest blocks take longest, so they come first.
        GervaisRow[] rows = [.. GervaisStudy.BySize.Reverse(), .. GervaisStudy.ByInterval];
        var results = new (GervaisResult Result, TimeSpan Took)[rows.Length];
        var next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        var requirements = new Requirements();
        Print("by block interval, the block size in proportion to it", results[GervaisStudy.BySize.Count..], requirements);
        Print("by block size, ten minutes a block", results[..GervaisStudy.BySize.Count].Reverse(), requirements);
        requirements.Print();
        return requirements.AreMet;

        void Work()
        {
            while (Interlocked.Increment(ref next) is var place && place < rows.Length)
            {
                var watch = Stopwatch.StartNew();
                results[place] = (GervaisStudy.Measure(rows[place], GervaisStudy.BlocksFor(rows[place]), Seed), watch.Elapsed);
            }
        }
    }

    private static void Print(string what, IEnumerable<(GervaisResult Result, TimeSpan Took)> results, Requirements requirements)
    {
        Console.WriteLine(what);
        var table = new Table(
            "interval s", "block kB", "blocks", "stale %", "paper", "ratio", "median s", "paper", "ratio", "wall s");
        foreach (var (result, took) in results)
        {
            var row = result.Row;
            table.Add(
                Number(row.Interval, "0.#"), Number(row.BlockBytes / 1e3, "0.0"), Number(result.Blocks, "N0"),
                Number(100 * result.StaleRate, "0.00"), Number(100 * row.StaleRate, "0.00"),
                Number(result.StaleRate / row.StaleRate, "0.00"), Number(result.MedianSeconds, "0.00"), Number(row.MedianSeconds, "0.00"),
                Number(result.MedianSeconds / row.MedianSeconds, "0.00"), Number(took.TotalSeconds, "0"));
        }

        table.Print();
        var mostApart = results.Max(static row => row.Result.FactorApart);
        requirements.Below($"stale rates {what}: the largest factor from the paper's", MostApart, mostApart, "times");
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
