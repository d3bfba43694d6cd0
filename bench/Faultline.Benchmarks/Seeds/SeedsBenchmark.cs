using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;

namespace Faultline.Benchmarks.Seeds;

/// <summary>The same seeds on one thread and on two: how many times as fast, and whether anything else changed.</summary>
/// <remarks>
/// On a shared machine a second thread does not always get a second core. So a round begins only when a control says that
/// the machine gives two threads nearly twice of what it gives one, and counts only where that is still so afterwards.
/// </remarks>
internal static class SeedsBenchmark
{
    private const int Seeds = 64;
    private const int Threads = 2;
    private const int RoundsWanted = 7;
    private const int MostAttempts = 240;
    private const double LeastControl = 1.9;
    private const double LeastSpeedUp = 1.8;

    private static readonly TimeSpan PauseWhenBusy = TimeSpan.FromSeconds(1);

    private static readonly RunSettings Settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(60) };

    public static bool Run()
    {
        var hashes = new SortedSet<string>(StringComparer.Ordinal);
        var (begun, quiet) = (new Figures(), new Figures());

        // Compiled code first: the warm-up is not measured.
        RunSeeds(Threads, hashes);
        CpuControl.SpeedUp(Threads);
        for (var attempt = 0; attempt < MostAttempts && quiet.Count < RoundsWanted; attempt++)
        {
            var controlBefore = CpuControl.SpeedUp(Threads);
            if (controlBefore < LeastControl)
            {
                Thread.Sleep(PauseWhenBusy);
                continue;
            }

            var (one, two) = (RunSeeds(1, hashes), RunSeeds(Threads, hashes));
            var control = Math.Min(controlBefore, CpuControl.SpeedUp(Threads));
            begun.Add(control, one, two);
            if (control >= LeastControl) quiet.Add(control, one, two);
        }

        Console.WriteLine($"""
            seeds:      seeds 1..{Seeds} of {Settings.System}, {Settings.Duration.TotalSeconds:0} s each, faults {Settings.Faults}
            control:    arithmetic in registers, before and after each round; the lower speed-up of the two is the round's
            figures:    medians of rounds; a round begins when the control reaches {Format(LeastControl)}, and is quiet if it ends so
            """);
        var table = new Table(
            "rounds", "number", "control", "1 thread s", "2 threads s", "speed-up", "1 thread cpu s", "2 threads cpu s",
            "GC pauses s");
        begun.AddTo(table, "begun");
        quiet.AddTo(table, "quiet");
        table.Print();

        var requirements = new Requirements();
        const string speedUp = "speed-up of the seeds on two threads, quiet rounds";
        if (quiet.Count > 0) requirements.AtLeast(speedUp, LeastSpeedUp, quiet.SpeedUp);
        else requirements.Untold(speedUp, ">= " + Format(LeastSpeedUp), "machine too busy");
        requirements.Exactly("different trace hashes", "1", hashes.Count.ToString(CultureInfo.InvariantCulture));
        requirements.Print();
        return requirements.AreMet;
    }

    private static Usage RunSeeds(int threads, SortedSet<string> hashes)
    {
        var seeds = new CampaignSeeds(1, Seeds) { KeepGoing = true, Threads = threads };
        return Usage.Of(() => hashes.Add(Campaign.Run(Settings, seeds).TraceHash));
    }

    private static string Format(double number) =>
        double.IsNaN(number) ? "-" : number.ToString("0.00", CultureInfo.InvariantCulture);

    private sealed class Figures
    {
        private readonly List<(double Control, Usage One, Usage Two)> _rounds = [];

        public int Count => _rounds.Count;

        public double SpeedUp => Median(static round => round.One.WallSeconds / round.Two.WallSeconds);

        public void Add(double control, Usage one, Usage two) => _rounds.Add((control, one, two));

        public void AddTo(Table table, string name) => table.Add(
            name,
            Count.ToString(CultureInfo.InvariantCulture),
            Format(Median(static round => round.Control)),
            Format(Median(static round => round.One.WallSeconds)),
            Format(Median(static round => round.Two.WallSeconds)),
            Format(SpeedUp),
            Format(Median(static round => round.One.CpuSeconds)),
            Format(Median(static round => round.Two.CpuSeconds)),
            $"{Format(Median(static round => round.One.PauseSeconds))} / {Format(Median(static round => round.Two.PauseSeconds))}");

        private double Median(Func<(double Control, Usage One, Usage Two), double> figure) => Medians.Of(_rounds.Select(figure));
    }
}
