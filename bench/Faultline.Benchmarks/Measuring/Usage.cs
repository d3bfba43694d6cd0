using System.Diagnostics;

namespace Faultline.Benchmarks.Measuring;

/// <summary>What some work took.</summary>
/// <param name="WallSeconds">Wall time.</param>
/// <param name="CpuSeconds">Time on a core, of all threads together.</param>
/// <param name="PauseSeconds">How long the garbage collector held everything up, of the wall time.</param>
internal readonly record struct Usage(double WallSeconds, double CpuSeconds, double PauseSeconds)
{
    public static Usage Of(Action work)
    {
        var (cpu, pause, watch) = (Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration(), Stopwatch.StartNew());
        work();
        return new Usage(
            watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            (GC.GetTotalPauseDuration() - pause).TotalSeconds);
    }
}
