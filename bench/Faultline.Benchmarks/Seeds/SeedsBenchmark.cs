using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;

namespace Faultline.Benchmarks.Seeds;

/// <summary>The same seeds on one thread and on two: how many times as fast, and whether anything else changed.</summary>
internal static class SeedsBenchmark
{
    private const int Seeds = 64;
    private const int Threads = 2;
    private const int Rounds = 7;
    private const double LeastSpeedUp = 1.8;

    public static bool Run()
    {
        var settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(60) };
        var hashes = new SortedSet<string>(StringComparer.Ordinal);
        var (seedsOnOne, seedsOnTwo, controlOnOne, controlOnTwo) = (new Sample(), new Sample(), new Sample(), new Sample());
        void RunSeeds(int threads)
        {
            var seeds = new CampaignSeeds(1, Seeds) { KeepGoing = true, Threads = threads };
            hashes.Add(Campaign.Run(settings, seeds).TraceHash);
        }

        // Compiled code first: the warm-up is not measured.
        RunSeeds(Threads);
        CpuControl.Run(Threads);
        for (var round = 0; round < Rounds; round++)
        {
            controlOnOne.Measure(() => CpuControl.Run(1));
            controlOnTwo.Measure(() => CpuControl.Run(Threads));
            seedsOnOne.Measure(() => RunSeeds(1));
            seedsOnTwo.Measure(() => RunSeeds(Threads));
        }

        Console.WriteLine($"""
            seeds:      seeds 1..{Seeds} of {settings.System}, {settings.Duration.TotalSeconds:0} s each, faults {settings.Faults}, as one campaign
            control:    arithmetic in registers in as many portions: what the machine itself gives two threads at the moment
            figures:    medians of {Rounds} rounds, in turns; the least and the most in brackets
            """);
        var (speedUp, control) = (seedsOnOne.Over(seedsOnTwo), controlOnOne.Over(controlOnTwo));
        var table = new Table("work", "one thread s", "two threads s", "speed-up");
        table.Add("control", Seconds(controlOnOne), Seconds(controlOnTwo), Format(control));
        table.Add("seeds", Seconds(seedsOnOne), Seconds(seedsOnTwo), Format(speedUp));
        table.Add("seeds over control", "", "", Format(speedUp / control));
        table.Print();

        var requirements = new Requirements();
        requirements.AtLeast("speed-up of the seeds on two threads", LeastSpeedUp, speedUp);
        requirements.Exactly("different trace hashes", "1", hashes.Count.ToString(CultureInfo.InvariantCulture));
        requirements.Print();
        return requirements.AreMet;
    }

    private static string Seconds(Sample sample) =>
        $"{Format(sample.MedianSeconds)} ({Format(sample.Fastest)}..{Format(sample.Slowest)})";

    private static string Format(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
