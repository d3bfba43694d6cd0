using Faultline.Model.Operations;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Streams;

/// <summary>Forty senders, one link of 10 Mbit/s with a queue of 400 KB: what arrives against what is wanted.</summary>
public sealed class CongestionCollapse
{
    private const int TransferSize = 100_000;
    private const double LinkBytesPerSecond = 10_000_000 / 8;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    [Fact]
    public void Without_congestion_control_goodput_falls_as_offered_load_rises()
    {
        var goodput = GoodputAt("off", 4, 8, 24, 48);

        Assert.True(goodput[1] > goodput[0], Words(goodput));
        Assert.True(goodput[1] > 0.5, Words(goodput));
        Assert.All(goodput[2..], high => Assert.True(high < goodput[1] / 2, Words(goodput)));
    }

    [Fact]
    public void With_congestion_control_goodput_stays_near_the_capacity_of_the_link()
    {
        var goodput = GoodputAt("on", 8, 24, 48);

        Assert.True(goodput[0] > 0.5, Words(goodput));
        Assert.All(goodput[1..], static high => Assert.InRange(high, 0.8, 1));
    }

    private static double[] GoodputAt(string congestionControl, params IEnumerable<int> rates) =>
        [.. rates.Select(rate => Goodput(rate, congestionControl))];

    /// <summary>The share of the link's capacity that complete transfers took, as in the scenario files.</summary>
    private static double Goodput(int rate, string congestionControl)
    {
        var settings = RunSetup.DefaultsOf("streams") with
        {
            Nodes = 1,
            Clients = 40,
            Rate = rate,
            Duration = Duration,
            Faults = "none",
            Topology = new Topology(TopologyShape.Star),
            Bandwidth = new Bandwidth(10_000_000),
            Queue = new QueueLimit(400_000),
            Latency = LatencyDistribution.Constant(TimeSpan.FromMilliseconds(5)),
            Options = new Dictionary<string, string>
            {
                ["congestion-control"] = congestionControl,
                ["size"] = $"{TransferSize}",
                ["window"] = "131072",
                ["rto"] = "150",
            },
        };
        var report = Runner.Run(RunSetup.Of(settings), new RunOptions()).Report;
        var complete = report.History.Entries.Count(static entry => entry.Outcome == OperationOutcome.Ok);
        return complete * TransferSize / Duration.TotalSeconds / LinkBytesPerSecond;
    }

    private static string Words(IEnumerable<double> goodput) => string.Join(", ", goodput.Select(static share => $"{share:0.00}"));
}
