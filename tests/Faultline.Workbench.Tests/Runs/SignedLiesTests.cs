using Faultline.Checking.Verdicts;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

/// <summary>A store that survives one liar among four, whose answers are signed.</summary>
public sealed class SignedLiesTests
{
    [Fact]
    public void One_liar_is_outvoted_and_the_promise_covers_it()
    {
        var report = Run(new VotingStore(), Liar(1));

        Assert.Equal((Verdict.Held, null), (report.Verdict, report.NotCovered));
        Assert.InRange(report.ServiceLevels.Availability, 0.99, 1);
        Assert.True(Assert.Single(report.Faults).Count > 100);
    }

    [Fact]
    public void Two_liars_outvote_the_others_and_the_promise_is_exceeded_and_not_broken()
    {
        var report = Run(new VotingStore(), Liar(1), Liar(2));

        Assert.Equal(Verdict.Exceeded, report.Verdict);
        Assert.Equal(
            "voting-store does not promise anything when more than 1 node lies: n1 lied from 1s to 9s, n2 lied from 1s to 9s", report.NotCovered);
    }

    [Fact]
    public void Without_the_liars_own_signatures_their_lies_would_never_be_heard()
    {
        var report = Run(new Unsealed(), Liar(1), Liar(2));

        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.NotNull(report.NotCovered);
    }

    [Fact]
    public void Liars_one_after_the_other_are_as_many_as_liars_at_the_same_time()
    {
        var report = Run(new VotingStore(), Liar(1, 1, 3), Liar(2, 5, 7));

        Assert.Equal(Verdict.Held, report.Verdict);
        Assert.Contains("more than 1 node lies", report.NotCovered, StringComparison.Ordinal);
    }

    private static WrongComputationFault Liar(int node, int start = 1, int end = 9) => new()
    {
        Start = TimeSpan.FromSeconds(start),
        End = TimeSpan.FromSeconds(end),
        Nodes = [NodeId.Node(node)],
        Chance = Chance.Always,
    };

    private static RunReport Run(SystemDefinition system, params Fault[] faults)
    {
        var settings = new RunSettings { System = system.Name, Nodes = 4, Rate = 50, Duration = TimeSpan.FromSeconds(10) };
        return Runner.Run(RunSetup.Of(system, settings, new FaultPlan(faults)), new RunOptions()).Report;
    }

    /// <summary>The same store where nobody signs lies.</summary>
    private sealed class Unsealed : SystemDefinition
    {
        private readonly VotingStore _store = new();

        public override string Name => "unsealed";

        public override string Summary => "";

        public override string Source => "";

        public override MessageCodec Codec => _store.Codec;

        public override IReadOnlyList<Promise> Promises(Cluster cluster) => _store.Promises(cluster);

        public override FaultTolerance Tolerates(Cluster cluster) => _store.Tolerates(cluster);

        public override Node CreateNode(Cluster cluster, NodeId self) => _store.CreateNode(cluster, self);

        public override Node CreateClient(Cluster cluster, NodeId self) => _store.CreateClient(cluster, self);

        public override Workload CreateWorkload(Cluster cluster) => _store.CreateWorkload(cluster);
    }
}
