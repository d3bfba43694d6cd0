using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;

namespace Faultline.Benchmarks.Echo;

/// <summary>Messages a second of a fault-free echo, against a bare loop over the framework's priority queue.</summary>
internal static class EchoBenchmark
{
    private const int Nodes = 5;
    private const int Window = 32;
    private const int Depth = Nodes * Window;
    private const int Rounds = 9;
    private const long Messages = 2_000_000;
    private const double LeastRatio = 0.4;

    public static bool Run()
    {
        var (drawn, constant) = (new Contest(LatencyRange.Default), new Contest(Constant));
        for (var round = 0; round < Rounds; round++)
        {
            drawn.PlayRound();
            constant.PlayRound();
        }

        Console.WriteLine($"""
            simulator:  {Nodes} nodes, {Window} pings of each on their way, {Messages:N0} messages a round; a message is encoded and
                        hashed, its latency drawn, its event queued and dispatched, and every step goes into the trace hash
            bare loop:  PriorityQueue<Event, (long Time, long Sequence)> of {Depth} events: TryDequeue, then Enqueue of the successor
                        at time + latency; no node, no message, no hash, latencies from a table (drawn: {LatencyRange.Default})
            figures:    medians of {Rounds} rounds, in turns; a ratio is simulator messages/s over bare loop events/s
            """);
        var table = new Table("latency", "simulator ns", "bare loop ns", "ratio", "long priority ns", "ratio");
        drawn.AddTo(table, "drawn");
        constant.AddTo(table, "constant");
        table.Print();

        var requirements = new Requirements();
        requirements.AtLeast("ratio to the bare loop, latencies drawn", LeastRatio, drawn.Ratio);
        requirements.AtLeast("ratio to the bare loop, latency constant", LeastRatio, constant.Ratio);
        requirements.Exactly(
            $"bytes allocated by {2 * Messages:N0} messages after warm-up",
            "0",
            drawn.AllocatedBytes(2 * Messages).ToString(CultureInfo.InvariantCulture));
        requirements.Print();
        return requirements.AreMet;
    }

    private static LatencyRange Constant => LatencyRange.Constant(TimeSpan.FromMilliseconds(1));

    private sealed class Contest(LatencyRange latency)
    {
        private readonly EchoWorld _world = new(Nodes, Window, latency);
        private readonly Action<long> _bare = BareLoop.ByTimeAndSequence(Depth, Latencies(latency));
        private readonly Action<long> _byTime = BareLoop.ByTime(Depth, Latencies(latency));
        private readonly Sample _worldSample = new(), _bareSample = new(), _byTimeSample = new();

        public double Ratio => _bareSample.Over(_worldSample);

        public void PlayRound()
        {
            _worldSample.Measure(() => _world.Deliver(Messages));
            _bareSample.Measure(() => _bare(Messages));
            _byTimeSample.Measure(() => _byTime(Messages));
        }

        public long AllocatedBytes(long messages)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _world.Deliver(messages);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void AddTo(Table table, string name) => table.Add(
            name, Nanoseconds(_worldSample), Nanoseconds(_bareSample), Ratio.ToString("0.00", CultureInfo.InvariantCulture),
            Nanoseconds(_byTimeSample), _byTimeSample.Over(_worldSample).ToString("0.00", CultureInfo.InvariantCulture));

        private static string Nanoseconds(Sample sample) =>
            (sample.MedianSeconds / Messages * 1e9).ToString("0.0", CultureInfo.InvariantCulture);

        private static long[] Latencies(LatencyRange latency)
        {
            var random = new Prng(1);
            var latencies = new long[1 << 12];
            foreach (ref var one in latencies.AsSpan()) one = random.Between(latency.Least, latency.Most).Ticks;
            return latencies;
        }
    }
}
