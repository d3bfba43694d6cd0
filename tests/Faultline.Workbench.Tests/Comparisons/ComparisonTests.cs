using Faultline.Checking.Verdicts;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Scenarios;

namespace Faultline.Workbench.Tests.Comparisons;

public sealed class ComparisonTests
{
    private static readonly ComparisonRequest Three = new(["kv-central", "kv-async", "kv-paxos"])
    {
        Rate = 20,
        Duration = TimeSpan.FromSeconds(30),
        Seeds = new CampaignSeeds(1, 1),
        FindsMost = false,
    };

    [Fact]
    public void What_each_system_is_good_and_bad_at_comes_out()
    {
        var report = Comparison.Run(Three, cancellation: TestContext.Current.CancellationToken);
        var (central, async, paxos) = (report.Systems[0], report.Systems[1], report.Systems[2]);

        Assert.All(report.Systems, static system => Assert.Equal(Verdict.Held, system[SituationKind.NoFault].Verdict));
        Assert.All(report.Systems, static system => Assert.InRange(system.Costs.Answered / system.Costs.Wanted, 0.99, 1));
        Assert.True(central.Costs.Messages < async.Costs.Messages && async.Costs.Messages < paxos.Costs.Messages);
        Assert.True(central.Costs.MedianWrite < paxos.Costs.MedianWrite && paxos.Costs.MedianWrite < paxos.Costs.P99Write);
        Assert.All(report.Systems, static system => Assert.Equal(0, system.Costs.Hashes));

        // One server is gone while it is down; a majority goes on, after an election.
        Assert.Equal((true, "standstill"), (central[SituationKind.OneCrash].IsStandstill, ComparisonWords.Of(central[SituationKind.OneCrash])));
        Assert.InRange(paxos[SituationKind.OneCrash].Served!.Value, 0.8, 1);
        Assert.InRange(paxos[SituationKind.OneCrash].Pause!.Value, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(4));
        Assert.Equal("f is 0", central[SituationKind.ManyCrashes].NotPossible);
        Assert.Equal(2, Assert.IsType<CrashFault>(paxos[SituationKind.ManyCrashes].Runs[0].Faults[0]).Nodes.Count);
        Assert.Equal(Verdict.Held, paxos[SituationKind.ManyCrashes].Verdict);

        // A backup that takes over by itself is wrong in a partition, whose smaller side nobody serves in Paxos.
        Assert.Equal((Verdict.Broken, Verdict.Held), (async[SituationKind.Partition].Verdict, paxos[SituationKind.Partition].Verdict));
        Assert.Equal("linearizable", Assert.Single(async[SituationKind.Partition].Worst!.NotHeld));
        Assert.InRange(paxos[SituationKind.Partition].Served!.Value, 0.2, 0.7);
        Assert.InRange(central[SituationKind.Partition].Served!.Value, 0.3, 0.7);
        Assert.NotNull(paxos[SituationKind.Partition].Series);

        // Nobody here is promised anything when a node lies.
        Assert.All(report.Systems, static system => Assert.Equal(Verdict.Exceeded, system[SituationKind.OneLiar].Verdict));
        Assert.Equal(("not supported", null), (central[SituationKind.Newcomer].NotPossible, paxos[SituationKind.Newcomer].NotPossible));
        Assert.Equal(Verdict.Held, paxos[SituationKind.Newcomer].Verdict);
        Assert.Equal(["kv-central", "kv-paxos", null, null], report.Advice.Select(static advice => advice.System));
        Assert.Contains(
            "kv-async, a partition: linearizable broken in seed 1 (partition), 1 of 1 seeds", ComparisonWords.Findings(report));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_chosen_faults_are_one_more_situation()
    {
        var request = Three with
        {
            Systems = ["kv-central", "kv-paxos"],
            Rate = 20,
            Faults = FaultChoice.Of("loss,crash"),
            Duration = TimeSpan.FromSeconds(60),
            Nodes = 3,
        };
        var (one, two) = (Run(1), Run(2));

        Assert.Equal(one, two);

        // Seven situations of two systems with two seeds each, but for crashes and newcomers that one server has not.
        Assert.Equal((7 * 2 * 2) - (2 * 2), one.Count);

        List<string> Run(int threads)
        {
            var told = new List<int>();
            var report = Comparison.Run(
                request with { Seeds = new CampaignSeeds(1, 2) { Threads = threads } }, (_, done, total) => told.Add((100 * done) / total),
                TestContext.Current.CancellationToken);
            Assert.Equal(100, told[^1]);
            Assert.Equal(28, told.Count);
            Assert.Equal(SituationKind.Chosen, report.Situations[^1]);
            Assert.Equal([1, 3], report.Systems.Select(static system => system.Settings.Nodes));
            Assert.All(report.Systems, static system => Assert.NotEmpty(system[SituationKind.Chosen].Runs.SelectMany(static run => run.Faults)));
            return [.. report.Systems.SelectMany(static system => system.Situations).SelectMany(static situation => situation.Runs)
                .Select(static run => run.TraceHash)];
        }
    }

    [Fact]
    public void A_block_chain_is_compared_in_its_own_time_and_to_the_depth_that_the_risk_asks_for()
    {
        var request = new ComparisonRequest(["kv-central", "bitcoin"])
        {
            Clients = 8,
            Seeds = new CampaignSeeds(1, 1),
            FindsMost = false,
            Finality = new Finality(0.25, 0.1),
        };

        var report = Comparison.Run(request, cancellation: TestContext.Current.CancellationToken);
        var (server, chain) = (report.Systems[0], report.Systems[1]);

        // One block behind the write's own: a risk of 20%.
        Assert.Equal((null, 2), (server.Confirmations, chain.Confirmations));
        Assert.Equal("2", chain.Settings.Options["confirmations"]);
        Assert.True(chain is { IsOpen: true, IsLinearizable: false } && chain.Settings.Duration >= TimeSpan.FromHours(4));
        Assert.InRange(chain.Costs.MedianWrite!.Value, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(60));

        // The hash rate is 2^40 hashes in ten minutes, and it is spent whatever is asked.
        Assert.InRange(chain.Costs.Hashes * chain.Costs.Answered, 1.8e9, 1.9e9);
        Assert.Equal(0, server.Costs.Hashes);
        Assert.Equal("bitcoin", report.Advice[3].System);
        Assert.Contains("(2 blocks: a risk below 25% against 10% of the hash rate)", report.Advice[3].Facts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("give 2 to 5 systems to compare, not 1", "kv-paxos")]
    [InlineData("kv-paxos stands there twice", "kv-paxos", "kv-central", "kv-paxos")]
    [InlineData("streams serves no keys and values", "kv-paxos", "streams")]
    [InlineData("there is no system \"nothing\"", "kv-paxos", "nothing")]
    public void What_cannot_be_compared_is_refused(string sentence, params string[] systems)
    {
        var error = Assert.Throws<BadInputException>(() => Comparison.Run(
            new ComparisonRequest(systems), cancellation: TestContext.Current.CancellationToken));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Risks_shares_and_plans_that_make_no_sense_are_refused()
    {
        Refused("--final is a risk above 0%", Three with { Finality = new Finality(0, 0.1) });
        Refused("--attacker is a share of the hash rate from 0% to below 50%", Three with { Finality = new Finality(0.001, 0.5) });
        Refused("--faults lists faults at fixed times", Three with { Faults = new FaultChoice("listed", Plan: FaultPlan.Empty) });
        Refused("are more than 1000 seeds", Three with { Seeds = new CampaignSeeds(1, 2_000) });

        static void Refused(string sentence, ComparisonRequest request) => Assert.Contains(
            sentence, Assert.Throws<BadInputException>(() => Comparison.Run(request, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}
