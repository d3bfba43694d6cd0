using Faultline.Model.Nodes;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class LinkSettingsTests
{
    private static readonly string[] Sites = ["CA", "VA", "IR", "OR", "JP"];

    /// <summary>Round trips in milliseconds between sites, as used for EPaxos and its kin.</summary>
    private static readonly int[][] RoundTrips =
        [[0, 72, 151, 59, 113], [72, 0, 88, 93, 162], [151, 88, 0, 145, 220], [59, 93, 145, 0, 121], [113, 162, 220, 121, 0]];

    /// <summary>A client beside a leader waits for the nearest majority: the published 72, 88, 145, 93 and 121 ms.</summary>
    [Fact]
    public void Commit_latency_over_a_wide_area_is_the_round_trip_to_the_nearest_majority()
    {
        int[] expected = [72, 88, 145, 93, 121];
        var seen = new SortedSet<int>();
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var report = Runner.Run(RunSetup.Of(WideArea(seed)), new RunOptions()).Report;

            var leader = report.NodeEvents.Last(static said => said.Text.StartsWith("leads in", StringComparison.Ordinal)).Node;
            var site = leader[1] - '1';
            seen.Add(site);

            // Clients are a millisecond away from every site; the disks of the leader's majority take up to a millisecond.
            Assert.True(
                report.ServiceLevels.Latency.P50 >= expected[site] && report.ServiceLevels.Latency.P50 <= expected[site] + 6,
                $"seed {seed}, leader in {Sites[site]}: {report.ServiceLevels.Latency.P50} ms, not {expected[site]} to {expected[site] + 6}");
        }

        Assert.True(seen.Count >= 3, $"leaders only in {string.Join(", ", seen.Select(static site => Sites[site]))}");
    }

    [Theory]
    [InlineData("n1", "n1", "a link from n1 to itself is not possible: give two ends")]
    [InlineData("n1", "n9", "a link from n1 to n9 is not possible: there is no n9 in this run")]
    public void A_link_that_cannot_be_is_named(string from, string to, string expected)
    {
        Assert.True(NodeId.TryParse(from, out var one));
        Assert.True(NodeId.TryParse(to, out var other));
        var link = new LinkSettings { From = one, To = other, Latency = LatencyRange.Default };
        var settings = RunSetup.DefaultsOf("kv-paxos") with { Links = [link] };

        Assert.Equal(expected, Assert.Throws<BadInputException>(() => RunSetup.Of(settings)).Message);
    }

    private static RunSettings WideArea(ulong seed)
    {
        var links = new List<LinkSettings>();
        for (var from = 1; from <= 5; from++)
            for (var to = from + 1; to <= 5; to++)
            {
                var oneWay = TimeSpan.FromMilliseconds(RoundTrips[from - 1][to - 1] / 2.0);
                links.Add(new LinkSettings
                {
                    From = NodeId.Node(from),
                    To = NodeId.Node(to),
                    Latency = LatencyRange.Constant(oneWay),
                });
            }

        return RunSetup.DefaultsOf("kv-paxos") with
        {
            Seed = seed,
            Rate = 10,
            Duration = TimeSpan.FromSeconds(60),
            Faults = "none",
            Links = links,
            Options = new SortedDictionary<string, string> { ["heartbeat"] = "250", ["election-timeout"] = "1500", ["reads"] = "log" },
        };
    }
}
