using System.Diagnostics;
using Faultline.Model.Randomness;

namespace Faultline.Benchmarks.Seeds;

/// <summary>
/// Work that scales perfectly by its nature: arithmetic in registers, no memory, no locks, no collector. Where its speed-up falls
/// short of the number of threads, the machine did not give this process its cores.
/// </summary>
internal static class CpuControl
{
    private const int Portions = 64;
    private const int Steps = 2_000_000;

    /// <summary>How many times as fast so many threads are as one, at this moment.</summary>
    public static double SpeedUp(int threads) => Seconds(1) / Seconds(threads);

    private static double Seconds(int threads)
    {
        var next = -1;
        void Work()
        {
            while (Interlocked.Increment(ref next) is var portion && portion < Portions)
            {
                var hash = (ulong)portion;
                for (var step = 0UL; step < Steps; step++) hash = StableHash.Mix(hash, step);
                GC.KeepAlive(hash);
            }
        }

        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        var watch = Stopwatch.StartNew();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return watch.Elapsed.TotalSeconds;
    }
}
