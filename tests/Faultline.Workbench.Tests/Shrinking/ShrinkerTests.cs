using Faultline.Checking.Verdicts;
using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Shrinking;

namespace Faultline.Workbench.Tests.Shrinking;

public sealed class ShrinkerTests
{
    private static readonly RunSettings Settings = RunSetup.DefaultsOf("kv-async") with { Duration = TimeSpan.FromSeconds(30) };

    private static readonly NodeId[] Clients = [.. Enumerable.Range(1, 8).Select(NodeId.Client)];

    /// <summary>Only the partition does harm.</summary>
    private static readonly FaultPlan Plan = new(
    [
        new PauseFault { Start = Seconds(2), End = Seconds(2.5), Nodes = [NodeId.Node(3)] },
        new PartitionFault
        {
            Start = Seconds(5), End = Seconds(15), Side = [NodeId.Node(1), .. Clients[..3]],
            Other = [NodeId.Node(2), NodeId.Node(3), .. Clients[3..]],
        },
        new ClockJumpFault { Start = Seconds(16), End = Seconds(17), Nodes = [NodeId.Node(2)], Jump = Seconds(30) },
    ]);

    private static readonly CompletedRun Broken = Runner.Run(RunSetup.Of(Settings, Plan), new RunOptions());

    [Fact]
    public void The_harmful_fault_is_left_with_the_fewest_operations()
    {
        var shrunk = Shrink();

        Assert.Equal("linearizable", shrunk.Promise);
        Assert.Equal(ShrinkEnd.Minimal, shrunk.End);
        Assert.True(shrunk.After.Faults <= 1 && shrunk.After.Operations <= 3, shrunk.After.ToString());
        Assert.True(shrunk.After.Clients <= 2 && shrunk.After.Nodes == 2, shrunk.After.ToString());
        Assert.True(shrunk.After.VirtualTime <= Seconds(3) && shrunk.After.FaultTime <= Seconds(2), shrunk.After.ToString());
        Assert.Contains("1 of 3 nodes", shrunk.Removed);
        Assert.Equal(Verdict.Broken, shrunk.Run.Report.Verdict);
    }

    [Fact]
    public void One_thread_and_three_come_to_the_same()
    {
        var (one, three) = (Shrink(threads: 1), Shrink(threads: 3));

        Assert.Equal((one.Run.Report.TraceHash, one.Tries, one.After), (three.Run.Report.TraceHash, three.Tries, three.After));
    }

    [Fact]
    public void A_budget_of_candidates_ends_it_and_is_named()
    {
        var shrunk = Shrinker.Shrink(Broken, new ShrinkOptions { Tries = 30 });

        Assert.Equal(ShrinkEnd.OutOfTries, shrunk.End);
        Assert.Equal(30, shrunk.Tries);
        Assert.True(shrunk.After.VirtualTime < shrunk.Before.VirtualTime);
        Assert.Equal(Verdict.Broken, shrunk.Run.Report.Verdict);
    }

    [Fact]
    public void A_time_limit_ends_it_and_is_named()
    {
        var shrunk = Shrinker.Shrink(Broken, new ShrinkOptions { TimeLimit = TimeSpan.FromTicks(1) });

        Assert.Equal((ShrinkEnd.OutOfTime, 0), (shrunk.End, shrunk.Tries));
        Assert.Equal(shrunk.Before, shrunk.After);
        Assert.Empty(shrunk.Removed);
        Assert.Equal(Verdict.Broken, shrunk.Run.Report.Verdict);
    }

    [Fact]
    public void A_run_that_held_has_nothing_to_shrink()
    {
        var held = Runner.Run(RunSetup.Of(Settings, FaultPlan.Empty), new RunOptions());

        var error = Assert.Throws<BadInputException>(() => Shrinker.Shrink(held, new ShrinkOptions()));

        Assert.Equal("there is nothing to shrink: every promise held", error.Message);
    }

    [Fact]
    public void A_promise_that_was_not_broken_is_named_with_those_that_were()
    {
        var error = Assert.Throws<BadInputException>(() => Shrinker.Shrink(Broken, new ShrinkOptions { Promise = "progress" }));

        Assert.Equal("the promise progress was not broken in this run: broken were linearizable", error.Message);
    }

    [Fact]
    public void Hosts_that_are_no_more_go_from_faults_of_any_kind()
    {
        Fault[] faults =
        [
            new CrashFault { Start = Seconds(1), End = Seconds(2), Nodes = [NodeId.Node(1), NodeId.Node(3)] },
            new PauseFault { Start = Seconds(1), End = Seconds(2), Nodes = [NodeId.Node(3)] },
            new LossFault { Start = Seconds(1), End = Seconds(2), Node = NodeId.Node(3), Chance = Model.Randomness.Chance.Always },
            new LossFault { Start = Seconds(1), End = Seconds(2), Node = NodeId.Client(7), Chance = Model.Randomness.Chance.Always },
        ];

        var left = HostNames.Rename(faults, static host => host.IsClient ? NodeId.Client(1) : host.Number > 2 ? null : host);

        Assert.Equal(["n1", "links of c1, 100%"], left.Select(static fault => fault.Where));
    }

    private static ShrunkRun Shrink(int threads = 2) => Shrinker.Shrink(
        Broken, new ShrinkOptions { Threads = threads, TimeLimit = TimeSpan.FromMinutes(5), Cancellation = TestContext.Current.CancellationToken });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
