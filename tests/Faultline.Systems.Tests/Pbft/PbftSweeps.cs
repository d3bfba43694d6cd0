using Faultline.Checking.Verdicts;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Systems.Tests.Sweeps;
using Faultline.Workbench.Runs;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>kv-pbft under everything that its promises cover, over a few seeds by default and over 2,000 where asked for.</summary>
public sealed class PbftSweeps
{
    /// <summary>In a mesh nobody passes anything on, so nothing can go wrong there.</summary>
    private static readonly string[] NeedRouters =
        [RouterDeathFault.Name, BlackHoleFault.Name, RoutingLoopFault.Name, StaleRoutesFault.Name, AsymmetricPathFault.Name];

    [Fact]
    public void Liars_and_everything_else_at_once_break_nothing_and_every_kind_of_fault_has_an_effect()
    {
        var report = Sweep.Holds(Sweep.Of("kv-pbft") with { Faults = "all,byzantine" }, 16);

        var kinds = FaultKinds.OfProfile("all,byzantine", new FaultTolerance { DamagedDisks = 1, LyingNodes = 1 });
        Assert.Equal(
            kinds.Select(static kind => kind.Name).Except(NeedRouters).Order(StringComparer.Ordinal),
            report.FaultKinds.Where(static kind => kind.EffectCount > 0).Select(static kind => kind.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Plans_that_are_drawn_make_no_more_than_f_nodes_faulty_in_any_way()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var faults = RunSetup.Of(With("all,byzantine") with { Seed = seed, Nodes = 7 }).Plan.Faults;
            var faulty = faults.SelectMany(static fault => fault.Liars.Concat(fault.DamagedDisks).Concat(fault.Lost)).Distinct();
            Assert.InRange(faulty.Count(), 0, 2);
        }
    }

    [Fact]
    public void Liars_alone_hardly_disturb_the_users()
    {
        var report = Sweep.Holds(With("byzantine"), 6);

        Assert.All(report.Runs, static run => Assert.True(run.Ok > 3_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void It_keeps_its_promises_with_any_number_of_nodes(int nodes) => Sweep.Holds(With("all") with { Nodes = nodes }, 2);

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void It_keeps_its_promises_with_as_many_liars_as_it_may_have(int nodes) =>
        Sweep.Holds(With("all,byzantine") with { Nodes = nodes }, 2);

    [Theory]
    [InlineData("read-only", "off")]
    [InlineData("batch", "1")]
    [InlineData("pipeline", "1")]
    [InlineData("checkpoint-every", "1")]
    [InlineData("state-chunk", "64")]
    [InlineData("slow-primary", "off")]
    [InlineData("view-timeout", "100")]
    [InlineData("keys", "1")]
    [InlineData("signatures", "ed25519")]
    public void It_keeps_its_promises_with_any_option(string name, string value) =>
        Sweep.Holds(With("all,byzantine", (name, value), ("window", "128")), 2);

    [Fact]
    public void Frequent_checkpoints_and_a_narrow_window_break_nothing() => Sweep.Holds(
        With("all,byzantine", ("checkpoint-every", "4"), ("window", "8"), ("state-chunk", "64"), ("pipeline", "4")), 4);

    [Fact(Explicit = true)]
    public void Two_thousand_seeds_of_liars_and_everything_else() => Sweep.Holds(Sweep.Of("kv-pbft") with { Faults = "all,byzantine" }, 2_000);

    [Theory(Explicit = true)]
    [InlineData(SilentFault.Name)]
    [InlineData(SilentTowardsFault.Name)]
    [InlineData(EquivocationFault.Name)]
    [InlineData(AlterFault.Name)]
    [InlineData(ReplayFault.Name)]
    [InlineData(ForgedSenderFault.Name)]
    [InlineData(WrongComputationFault.Name)]
    [InlineData(HeldBackFault.Name)]
    public void Two_thousand_seeds_of_one_kind_of_lie(string lie) => Sweep.Holds(With(lie), 2_000);

    [Theory]
    [InlineData("counts-votes", "byzantine")]
    [InlineData("small-quorum", "equivocate,alter")]
    [InlineData("forgets-votes", "power-loss,equivocate")]
    public void A_planted_mistake_is_found(string mistake, string faults) => Sweep.Breaks(
        Sweep.Of("kv-pbft", ("mistake", mistake)) with { Faults = faults }, 30, "agreement", "integrity", "linearizable");

    /// <summary>A liar serves parts of its state to replicas that were away; seven nodes, so that the others go on meanwhile.</summary>
    [Theory]
    [InlineData("trusts-one-state", Verdict.Broken)]
    [InlineData("none", Verdict.Held)]
    public void A_state_is_taken_over_from_one_liar_only_by_mistake(string mistake, Verdict verdict)
    {
        var settings = With("none", ("mistake", mistake), ("checkpoint-every", "8"), ("window", "16"), ("state-chunk", "16")) with
        {
            Nodes = 7,
            Seed = 3,
        };
        var crashes = Enumerable.Range(0, 8).Select(static i => new CrashFault
        {
            Start = TimeSpan.FromSeconds(3 + (3 * i)),
            End = TimeSpan.FromSeconds(4.5 + (3 * i)),
            Nodes = [NodeId.Node(3 + (i % 3))],
        });
        var lie = new AlterFault { Start = TimeSpan.FromSeconds(2), End = TimeSpan.FromSeconds(26), Nodes = [N2], Chance = Chance.Percent(80) };

        var report = Runner.Run(RunSetup.Of(settings, new FaultPlan([lie, .. crashes])), new RunOptions()).Report;

        Assert.Equal(verdict, report.Promises.Single(static promise => promise.Name == "agreement").Result.Verdict);
        Assert.Equal(verdict, report.Verdict);
    }

    /// <summary>f + 1 = 2 liars that compute the same wrong results are believed by a client that takes f + 1 equal answers for true.</summary>
    [Fact]
    public void One_liar_too_many_is_found_and_the_promise_counts_as_exceeded_and_not_as_broken()
    {
        var settings = With("none", ("read-only", "off"));
        WrongComputationFault Lies(params NodeId[] nodes) =>
            new() { Start = TimeSpan.FromSeconds(5), End = TimeSpan.FromSeconds(15), Nodes = nodes, Chance = Chance.Percent(40) };

        var one = Runner.Run(RunSetup.Of(settings, new FaultPlan([Lies(N2)])), new RunOptions()).Report;
        var two = Runner.Run(RunSetup.Of(settings, new FaultPlan([Lies(N2, N3)])), new RunOptions()).Report;

        Assert.Equal((Verdict.Held, Verdict.Exceeded), (one.Verdict, two.Verdict));
        Assert.Equal(Verdict.Exceeded, two.Promises.Single(static promise => promise.Name == "linearizable").Result.Verdict);
    }

    private static RunSettings With(string faults, params (string Name, string Value)[] options) =>
        Sweep.Of("kv-pbft", options) with { Faults = faults, Duration = TimeSpan.FromSeconds(45) };
}
