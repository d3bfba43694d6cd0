using Faultline.Model.Randomness;

namespace Faultline.Benchmarks.Seeds;

/// <summary>
/// Work that scales perfectly by its nature: arithmetic in registers, no memory, no locks, no collector. Where its speed-up falls
/// short of the number of threads, the machine did not give this process its cores.
/// </summary>
internal static class CpuControl
{
    private const int Portions = 64;
    private const int Steps = 12_000_000;

    public static void Run(int threads)
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
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }
}
