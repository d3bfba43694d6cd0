using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

/// <summary>Systems whose answers take hours: rates below one a second, and faults that last as much longer.</summary>
public sealed class SlowSystemTests
{
    /// <summary>Arrivals at random: of 500 expected ones three standard deviations are 67; of 72 they are 26.</summary>
    [Theory]
    [InlineData("0.5", 1_000, 433, 567)]
    [InlineData("0.002", 36_000, 46, 98)]
    [InlineData("1.5", 1_000, 1_383, 1_617)]
    public void A_rate_below_one_or_between_whole_numbers_is_kept(string rate, int seconds, int least, int most)
    {
        var settings = RunSetup.DefaultsOf("kv-central") with
        {
            Rate = decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
            Duration = TimeSpan.FromSeconds(seconds),
            Faults = "none",
        };

        var report = Runner.Run(RunSetup.Of(settings), new RunOptions { Cancellation = TestContext.Current.CancellationToken }).Report;

        Assert.InRange(report.Wanted.Count, least, most);
        Assert.Equal(report.Wanted.Count, report.ServiceLevels.Ok);
    }

    /// <summary>Bitcoin's faults are the usual ones, 120 times as slow: as many of them in 120 times the time, each as much longer.</summary>
    [Fact]
    public void Faults_of_a_slow_system_last_and_come_as_much_slower()
    {
        var (usual, slow) = (Draw("kv-paxos", 1), Draw("bitcoin", 120));

        Assert.InRange(usual.Length, 100, 2_000);
        Assert.InRange(slow.Length / (double)usual.Length, 0.7, 1.4);
        Assert.InRange(Mean(slow) / Mean(usual), 120 * 0.7, 120 * 1.4);
    }

    private static double Mean(Fault[] faults) => faults.Average(static fault => (fault.End - fault.Start).TotalSeconds);

    private static Fault[] Draw(string system, int scale) =>
    [
        .. Enumerable.Range(1, 20).SelectMany(seed => RunSetup.Of(RunSetup.DefaultsOf(system) with
        {
            Seed = (ulong)seed,
            Nodes = 5,
            Duration = scale * TimeSpan.FromMinutes(10),
            Faults = "crash",
        }).Plan.Faults),
    ];
}
