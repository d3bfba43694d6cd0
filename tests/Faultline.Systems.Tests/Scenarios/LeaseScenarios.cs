using Faultline.Checking.Verdicts;
using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;
using static Faultline.Systems.Tests.Scenarios.Scenario;

namespace Faultline.Systems.Tests.Scenarios;

/// <summary>Reads under a lease are right while all clocks keep their bound, and only then.</summary>
public sealed class LeaseScenarios
{
    private const int Users = 40;
    private const int SlowByFourFifths = -800_000;
    private const int SlowByHalfAPercent = -5_000;

    [Fact]
    public void Clocks_that_keep_their_bound_break_nothing()
    {
        var settings = RunSetup.DefaultsOf("kv-paxos") with
        {
            Duration = Seconds(60),
            Faults = "clock,partition,pause",
            Options = new Dictionary<string, string> { ["reads"] = "lease" },
        };

        var report = Campaign.Run(
            settings, new CampaignSeeds(1, 12) { KeepGoing = true }, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.All(report.FaultKinds, static kind => Assert.True(kind.EffectCount > 0, kind.Kind));
    }

    [Fact]
    public void A_leader_whose_clock_is_far_too_slow_answers_from_a_lease_that_is_over()
    {
        Assert.Contains(Verdict.Broken, Verdicts("lease", SlowByFourFifths));
    }

    [Theory]
    [InlineData("lease", SlowByHalfAPercent)]
    [InlineData("read-index", SlowByFourFifths)]
    [InlineData("log", SlowByFourFifths)]
    public void Within_the_bound_or_without_a_lease_the_same_cut_breaks_nothing(string reads, int drift)
    {
        Assert.All(Verdicts(reads, drift), static verdict => Assert.Equal(Verdict.Held, verdict));
    }

    /// <summary>The leader, whose clock runs slow, is cut off together with half of the users, who go on reading.</summary>
    private static List<Verdict> Verdicts(string reads, int drift)
    {
        var verdicts = new List<Verdict>();
        for (var seed = 1UL; seed <= 6; seed++)
        {
            var settings = Settings(reads) with { Seed = seed };
            var leader = LeaderAt(Seconds(5), settings);
            var others = Enumerable.Range(1, 3).Select(NodeId.Node).Where(node => node != leader);
            NodeId[] users = [.. Enumerable.Range(1, Users).Select(NodeId.Client)];
            var plan = new FaultPlan(
            [
                new ClockDriftFault { Start = Seconds(4), End = Seconds(15), Nodes = [leader], PerMillion = drift },
                new PartitionFault
                {
                    Start = Seconds(5),
                    End = Seconds(10),
                    Side = [leader, .. users[..(Users / 2)]],
                    Other = [.. others, .. users[(Users / 2)..]],
                },
            ]);
            verdicts.Add(Runner.Run(RunSetup.Of(settings, plan), new RunOptions()).Report.Verdict);
        }

        return verdicts;
    }

    private static RunSettings Settings(string reads) => RunSetup.DefaultsOf("kv-paxos") with
    {
        Nodes = 3,
        Clients = Users,
        Rate = 100,
        Duration = Seconds(30),
        Options = new Dictionary<string, string> { ["reads"] = reads, ["keys"] = "1" },
    };
}
