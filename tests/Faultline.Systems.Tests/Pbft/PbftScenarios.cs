using Faultline.Checking.Decisions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Faults;
using Faultline.Systems.Pbft;
using Faultline.Systems.Tests.Scenarios;
using Faultline.Systems.Tests.Sweeps;
using Faultline.Workbench.Runs;
using static Faultline.Systems.Tests.Nodes.Ids;
using static Faultline.Systems.Tests.Scenarios.Scenario;

namespace Faultline.Systems.Tests.Pbft;

/// <summary>Named episodes of four replicas in the simulator.</summary>
public sealed class PbftScenarios
{
    private static readonly RunSettings Settings = Sweep.Of("kv-pbft") with { Duration = Seconds(40) };

    [Fact]
    public void A_silent_primary_is_replaced()
    {
        var run = new Scenario(Settings, new SilentFault { Start = Seconds(5), End = Seconds(15), Nodes = [N1] }).Until(Seconds(8));

        Assert.Equal(N2, run.Leader);
        run.EndsWell();
    }

    [Fact]
    public void Two_primaries_in_a_row_that_are_gone_are_replaced_in_a_cluster_of_seven()
    {
        var run = new Scenario(
            Settings with { Nodes = 7 },
            new SilentFault { Start = Seconds(5), End = Seconds(15), Nodes = [N1] },
            new CrashFault { Start = Seconds(5), End = Seconds(15), Nodes = [N2] }).Until(Seconds(12));

        Assert.Equal(N3, run.Leader);
        run.EndsWell();
    }

    [Fact]
    public void A_primary_that_tells_two_stories_is_replaced_and_convicted()
    {
        var run = new Scenario(Settings, new EquivocationFault
        {
            Start = Seconds(5),
            End = Seconds(15),
            Nodes = [N1],
            Towards = [N2, N4],
            Chance = Chance.Percent(30),
        }).Until(Seconds(20));

        Assert.Contains(Replicas(run).SelectMany(static replica => replica.Evidence), static evidence => evidence.Author == N1);
        Assert.DoesNotContain(Replicas(run).SelectMany(static replica => replica.Evidence), static evidence => evidence.Author != N1);
        Assert.True(Replicas(run)[1].State.View > 0);
        run.EndsWell();
    }

    [Fact]
    public void A_primary_that_hears_one_client_and_answers_nobody_of_it_is_replaced()
    {
        // Every replica but the primary gets what the client asks; the primary never does.
        var run = new Scenario(Settings, new PartitionFault
        {
            Start = Seconds(5),
            End = Seconds(15),
            Side = [NodeId.Client(1), N2, N3, N4],
            Other = [N1],
            OneWay = true,
        }).Until(Seconds(10));

        Assert.NotEqual(N1, run.Leader);
        run.EndsWell();
    }

    [Fact]
    public void A_primary_that_is_slow_but_never_too_late_is_replaced()
    {
        var run = new Scenario(Settings, new HeldBackFault
        {
            Start = Seconds(5),
            End = Seconds(25),
            Nodes = [N1],
            Delay = TimeSpan.FromMilliseconds(350),
        }).Until(Seconds(15));

        Assert.NotEqual(N1, run.Leader);
        run.EndsWell();
    }

    [Fact]
    public void A_replica_that_was_away_for_long_takes_the_state_from_the_others()
    {
        var run = new Scenario(Settings, new CrashFault { Start = Seconds(4), End = Seconds(20), Nodes = [N3] }).Until(Seconds(22));

        Assert.Contains(run.After(Seconds(20), NodeEventKind.SnapshotInstalled), static entry => entry.Node == N3);
        var replicas = Replicas(run);
        Assert.InRange(replicas[2].State.Executed, replicas[0].State.Executed - 5, replicas[0].State.Executed + 5);
        run.EndsWell();
    }

    [Fact]
    public void After_a_power_loss_of_all_they_go_on_where_they_were()
    {
        var run = new Scenario(Settings, new PowerLossFault { Start = Seconds(8), End = Seconds(9), Nodes = [N1, N2, N3, N4] });
        run.Until(Seconds(7.99));
        var before = Replicas(run)[0].State.Executed;
        run.Until(Seconds(12));

        Assert.Equal(4, run.After(Seconds(8), NodeEventKind.Recovered).Count);
        Assert.All(Replicas(run), replica => Assert.True(replica.State.Executed > before));
        run.EndsWell();
    }

    [Fact]
    public void A_replica_that_lost_its_disk_rejoins_when_its_old_votes_count_no_more()
    {
        var run = new Scenario(Settings, new DiskLossFault { Start = Seconds(5), End = Seconds(6), Nodes = [N2] });
        run.Until(Seconds(8));
        Assert.True(Replicas(run)[1].State.IsRejoining);
        run.Until(Seconds(35));

        Assert.Equal([N2], run.After(Seconds(6), NodeEventKind.Rejoined).Select(static entry => entry.Node));
        run.EndsWell();
    }

    /// <summary>
    /// The trap of the protocol's centre: a primary that leaves out of its new view what had prepared. The mistake lets it through, and one
    /// replica has executed what the others then replace.
    /// </summary>
    [Theory]
    [InlineData("none", Verdict.Held)]
    [InlineData("skips-new-view-check", Verdict.Broken)]
    public void A_new_view_that_leaves_out_what_has_prepared_is_believed_only_by_mistake(string mistake, Verdict verdict)
    {
        var cast = new Cast(options: ("mistake", mistake));
        var (a, b) = (cast.Put(C1, 1, value: "a"), cast.Put(C1, 1, value: "b"));
        var (early, late) = (cast.Start(N3), cast.Start(N4));
        cast.Order(early, 0, 1, [N1, N2], a);
        ViewChange[] changes = [cast.ViewChange(N1, 1, cast.Prepared(0, 1, a)), cast.ViewChange(N2, 1), cast.ViewChange(N3, 1, cast.Prepared(0, 1, a))];
        late.Hear(N2, cast.NewView(1, [], changes));
        cast.Order(late, 1, 1, [N1, N2], b);
        var checker = new AgreementChecker();
        foreach (var said in early.Said) checker.Observe(N3, TimeSpan.Zero, said);
        foreach (var said in late.Said) checker.Observe(N4, TimeSpan.Zero, said);

        Assert.Equal(verdict, checker.Conclude(new History([])).Verdict);
    }

    private static Replica[] Replicas(Scenario run) =>
        [.. new[] { N1, N2, N3, N4 }.Select(node => (Replica)run.NodeOn(node))];
}
