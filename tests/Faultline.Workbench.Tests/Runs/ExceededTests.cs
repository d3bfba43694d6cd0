using Faultline.Checking.Verdicts;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class ExceededTests
{
    private static readonly RunSettings Paxos = RunSetup.DefaultsOf("kv-paxos") with { Duration = Seconds(40) };
    private static readonly RunSettings Async = RunSetup.DefaultsOf("kv-async") with { Duration = Seconds(40) };

    private static readonly WrongComputationFault Liar = new WrongComputationFault
    {
        Start = Seconds(5),
        End = Seconds(20),
        Nodes = [NodeId.Node(2)],
        Chance = Model.Randomness.Chance.Percent(20),
    };

    /// <summary>The same cut as in the scenario: users of both sides are answered, and one side's answers are lost.</summary>
    private static readonly Fault Cut = new PartitionFault
    {
        Start = Seconds(5),
        End = Seconds(15),
        Side = [NodeId.Node(1), NodeId.Client(1), NodeId.Client(2), NodeId.Client(3)],
        Other = [NodeId.Node(2), NodeId.Node(3), .. Enumerable.Range(4, 5).Select(NodeId.Client)],
    };

    [Fact]
    public void A_promise_that_fails_while_a_node_lies_is_exceeded_and_the_report_says_why()
    {
        var report = Run(Paxos, Liar);

        Assert.Equal(Verdict.Exceeded, report.Verdict);
        Assert.Equal("kv-paxos does not promise anything when a node lies: n2 lied from 5s to 20s", report.NotCovered);
        Assert.Contains(report.Promises, static promise => promise is { Name: "linearizable", Result.Verdict: Verdict.Exceeded });
        Assert.DoesNotContain(report.Promises, static promise => promise.Result.Verdict == Verdict.Broken);
        Assert.Equal(("exceeded", report.NotCovered), (RunSummary.Of(report).Verdict, RunSummary.Of(report).NotCovered));
    }

    [Fact]
    public void A_run_that_held_although_a_node_lied_says_so_too()
    {
        var report = Run(Paxos, new SilentFault { Start = Seconds(5), End = Seconds(8), Nodes = [NodeId.Node(4)] });

        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.Equal("kv-paxos does not promise anything when a node lies: n4 lied from 5s to 8s", report.NotCovered);
    }

    [Fact]
    public void Where_a_liar_and_a_lost_disk_are_alike_two_nodes_with_one_of_either_are_one_too_many_and_one_with_both_is_not()
    {
        var pbft = RunSetup.DefaultsOf("kv-pbft") with { Duration = Seconds(30) };
        DiskLossFault Loss(int node) => new() { Start = Seconds(6), End = Seconds(7), Nodes = [NodeId.Node(node)] };

        Assert.Null(Run(pbft, Liar, Loss(2)).NotCovered);
        Assert.Equal(
            "kv-pbft does not promise anything when more than 1 node lies or has a damaged disk: "
                + "n2 lied or had a damaged disk from 5s to 20s, n3 lied or had a damaged disk from 6s to 7s",
            Run(pbft, Liar, Loss(3)).NotCovered);
    }

    /// <summary>With six confirmations a tenth of the hash rate takes back one payment in 1,700, and an eighth one in 500.</summary>
    [Theory]
    [InlineData("", new[] { 3 }, false)]
    [InlineData("", new[] { 3, 4 }, true)]
    [InlineData("miners=5", new[] { 3 }, true)]
    [InlineData("miners=5", new[] { 8, 9 }, false)]
    [InlineData("first-share=110", new[] { 1 }, false)]
    [InlineData("first-share=120", new[] { 1 }, true)]
    [InlineData("confirmations=2", new[] { 3 }, true)]
    public void Liars_among_miners_count_by_their_share_of_the_hash_rate(string option, int[] liars, bool isExceeded)
    {
        var bitcoin = RunSetup.DefaultsOf("bitcoin") with { Duration = TimeSpan.FromHours(14) };
        if (option.Split('=') is [var name, var value]) bitcoin = bitcoin with { Options = new Dictionary<string, string> { [name] = value } };

        var report = Run(bitcoin, new AlterFault
        {
            Start = TimeSpan.FromMinutes(10),
            End = TimeSpan.FromHours(6),
            Nodes = [.. liars.Select(NodeId.Node)],
            Chance = Model.Randomness.Chance.Percent(50),
        });

        Assert.Equal(isExceeded, report.NotCovered is not null);
        if (!isExceeded) Assert.Equal(Verdict.Held, report.Verdict);
        if (liars.Length == 2 && isExceeded)
        {
            Assert.Equal(
                "bitcoin does not promise anything when nodes with more than 11% of the hash rate lie: "
                    + "n3 lied from 600s to 21600s, n4 lied from 600s to 21600s",
                report.NotCovered);
        }
    }

    /// <summary>A liar whom everyone bans mines alone: what it takes for final is its own affair, and so are its users.</summary>
    [Fact]
    public void A_promise_by_hash_rate_binds_those_who_do_not_lie()
    {
        var bitcoin = RunSetup.DefaultsOf("bitcoin") with { Duration = TimeSpan.FromHours(48) };
        var lies = new AlterFault
        {
            Start = TimeSpan.FromMinutes(10),
            End = TimeSpan.FromHours(40),
            Nodes = [NodeId.Node(3)],
            Chance = Model.Randomness.Chance.Always,
        };

        var report = Run(bitcoin, lies);
        Assert.Equal((Verdict.Held, null), (report.Verdict, report.NotCovered));
        Assert.Equal([NodeId.Node(3)], RunSetup.Of(bitcoin, new FaultPlan([lies])).Unbound);
        Assert.Empty(RunSetup.Of(Paxos, new FaultPlan([Liar])).Unbound);
    }

    [Fact]
    public void What_breaks_under_faults_that_are_covered_is_never_exceeded()
    {
        var campaign = Campaign.Run(
            Async, new CampaignSeeds(1, 12) { KeepGoing = true }, cancellation: TestContext.Current.CancellationToken);
        var listed = Run(Async, Cut);

        Assert.Equal((Verdict.Broken, null), (listed.Verdict, listed.NotCovered));
        Assert.Equal(Verdict.Broken, campaign.Verdict);
        Assert.All(campaign.Runs, static run => Assert.Null(run.NotCovered));
        Assert.Null(campaign.FirstExceeded);
    }

    [Fact]
    public void What_was_proved_before_anybody_lied_stays_broken()
    {
        var late = Run(Async, Cut, Liar with { Start = Seconds(30), End = Seconds(38), Nodes = [NodeId.Node(1)] }, SilentOf(30));

        Assert.NotNull(late.NotCovered);
        Assert.Equal(Verdict.Broken, late.Verdict);

        var early = Run(Async, Cut, SilentOf(1));

        Assert.Equal(Verdict.Exceeded, early.Verdict);

        static Fault SilentOf(int start) => new SilentTowardsFault
        {
            Start = Seconds(start),
            End = Seconds(start + 3),
            Nodes = [NodeId.Node(1)],
            Towards = [NodeId.Node(2)],
        };
    }

    [Fact]
    public void A_lie_that_was_never_told_excuses_nothing()
    {
        // Backups compute no results, so there is nothing that n3 could get wrong.
        var report = Run(Async, Cut, Liar with { Start = Seconds(1), End = Seconds(4), Nodes = [NodeId.Node(3)] });

        Assert.Equal((Verdict.Broken, null), (report.Verdict, report.NotCovered));
        Assert.Equal("1 of 2 faults did nothing: wrong-computation (n3, 20%) from 1s to 4s", InertFaults.Sentence(report.Faults));
    }

    [Fact]
    public void A_campaign_goes_on_after_a_seed_that_was_exceeded()
    {
        var campaign = Campaign.Run(
            Paxos with { Faults = "byzantine" }, new CampaignSeeds(1, 20), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Exceeded, 20, null), (campaign.Verdict, campaign.Runs.Count, campaign.FirstBroken));
        Assert.NotNull(campaign.FirstExceeded);
        var notHeld = CampaignSummary.Of(campaign).NotHeld;
        Assert.All(notHeld, static seed => Assert.Equal("exceeded", seed.Verdict));
        Assert.All(notHeld, static seed => Assert.Contains("when a node lies", seed.NotCovered, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1, "lab does not promise anything when a node lies: n1 lied from 1s to 2s")]
    [InlineData(1, 1, null)]
    [InlineData(1, 2, "lab does not promise anything when more than 1 node lies: n1 lied from 1s to 2s, n2 lied from 2s to 3s")]
    [InlineData(2, 3, "lab does not promise anything when more than 2 nodes lie: n1 lied from 1s to 2s, n2 lied from 2s to 3s, n3 lied from 3s to 4s")]
    [InlineData(0, 0, null)]
    public void Distinct_nodes_are_counted_against_what_is_tolerated(int tolerated, int liars, string? sentence) =>
        Assert.Equal(sentence, Excess(tolerated, [.. Enumerable.Range(1, liars).Select(static node => Lie(node, node, node + 1))])?.Sentence);

    [Fact]
    public void Lies_of_one_node_that_touch_are_one_and_the_promise_ends_with_the_first_liar_too_many()
    {
        var excess = Excess(1, Lie(1, 2, 4), Lie(1, 3, 5), Lie(2, 4, 6), Lie(1, 5, 7), Lie(2, 8, 9))!;

        Assert.Equal(Seconds(4), excess.From);
        Assert.EndsWith("n1 lied from 2s to 7s, n2 lied from 4s to 6s, n2 lied from 8s to 9s", excess.Sentence, StringComparison.Ordinal);
    }

    private static Excess? Excess(int tolerated, params Fault[] faults)
    {
        var effect = new FaultEffect();
        effect.Add(EffectUnit.MessagesWithheld, 1);
        return Coverage.Of(new Lab(tolerated), Cluster.Of(5, 1, new SystemOptions([])), faults, [.. faults.Select(_ => effect)]);
    }

    private static SilentFault Lie(int node, int start, int end) =>
        new() { Start = Seconds(start), End = Seconds(end), Nodes = [NodeId.Node(node)] };

    private static RunReport Run(RunSettings settings, params Fault[] faults) =>
        Runner.Run(RunSetup.Of(settings, new FaultPlan([.. faults.OrderBy(static fault => fault.Start)])), new RunOptions()).Report;

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private sealed class Lab(int lyingNodes) : SystemDefinition
    {
        public override string Name => "lab";

        public override string Summary => "";

        public override string Source => "";

        public override MessageCodec Codec => throw new NotSupportedException();

        public override FaultTolerance Tolerates(Cluster cluster) => new() { LyingNodes = lyingNodes };

        public override IReadOnlyList<Promise> Promises(Cluster cluster) => [];

        public override Node CreateNode(Cluster cluster, NodeId self) => throw new NotSupportedException();

        public override Node? CreateClient(Cluster cluster, NodeId self) => null;

        public override Workload CreateWorkload(Cluster cluster) => throw new NotSupportedException();
    }
}
