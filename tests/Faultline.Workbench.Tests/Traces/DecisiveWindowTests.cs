using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Workbench.Tests.Traces;

public sealed class DecisiveWindowTests
{
    private static readonly RunReport Held = Runner.Run(
        RunSetup.Of(RunSetup.DefaultsOf("kv-central") with { Duration = TimeSpan.FromSeconds(20), Faults = "none" }), new RunOptions()).Report with
    {
        NodeEvents = [],
    };

    private static readonly PromiseReport Fine = new("progress", "it goes on", new CheckResult(Verdict.Held, "it did"));

    [Fact]
    public void Of_operations_that_break_linearizability_the_one_that_completes_the_proof_is_looked_at_first()
    {
        HistoryEntry[] proof = [Operation(10, 4, 4.01), Operation(25, 5, 5.02), Operation(30, 5.001, 5.01)];

        var window = DecisiveWindow.Of(Broken(new CheckResult(Verdict.Broken, "stale", proof)));

        Assert.Equal("around the operations that broke linearizable", window.Reason);
        Assert.Equal([10, 25, 30], window.Moments.Select(static moment => moment.Operation));
        Assert.Equal("2 get k", window.Focus.Label);
        Assert.All(window.Moments, moment => Assert.Contains(window.Stretches, stretch => stretch.From <= moment.From && moment.Until <= stretch.Until));
    }

    [Fact]
    public void Operations_far_from_each_other_have_stretches_of_their_own()
    {
        HistoryEntry[] proof = [Operation(10, 4, 4.01), Operation(30, 18, 18.01)];

        var window = DecisiveWindow.Of(Broken(new CheckResult(Verdict.Broken, "stale", proof)), steps: 100);

        Assert.Equal(2, window.Stretches.Count);
        Assert.True(window.Stretches[0].Until < window.Stretches[1].From);
    }

    [Fact]
    public void A_decision_or_an_invariant_is_looked_at_when_it_showed()
    {
        var window = DecisiveWindow.Of(Broken(new CheckResult(Verdict.Broken, "n1 decided otherwise") { ShownAt = At(7) }));

        Assert.Equal((At(7), At(7)), (window.Focus.From, window.Focus.Until));
        Assert.Equal("around the moment at which linearizable was broken", window.Reason);
    }

    [Fact]
    public void A_stall_is_looked_at_from_the_moment_at_which_the_client_began_to_wait()
    {
        var stalled = new CheckResult(Verdict.Broken, "client 0 waits", Operation(3, 9, null)) { ShownAt = At(8) };

        Assert.Equal(At(8), DecisiveWindow.Of(Broken(stalled)).Focus.From);
    }

    [Fact]
    public void A_promise_that_was_broken_nobody_knows_when_is_looked_at_from_the_start() =>
        Assert.Equal(TimeSpan.Zero, DecisiveWindow.Of(Broken(new CheckResult(Verdict.Broken, "never said when"))).Focus.From);

    [Fact]
    public void A_held_run_is_looked_at_where_a_node_first_changed_its_state_under_a_fault()
    {
        FaultReport[] faults = [Fault("loss", 2, 3, count: 0), Fault("pause", 4, 6, count: 5)];
        NodeEventReport[] changes = [new(At(0.1), "n1", "leads in 1"), new(At(2.5), "n1", "speaks"), new(At(5), "n2", "leads in 2")];

        var window = DecisiveWindow.Of(Held with { Faults = faults, NodeEvents = changes });
        var withoutChange = DecisiveWindow.Of(Held with { Faults = faults, NodeEvents = changes[..1] });
        var withoutFault = DecisiveWindow.Of(Held with { NodeEvents = changes });

        Assert.Equal((At(5), "n2 leads in 2"), (window.Focus.From, window.Focus.Label));
        Assert.Equal((At(4), "pause begins"), (withoutChange.Focus.From, withoutChange.Focus.Label));
        Assert.Equal(At(0.1), withoutFault.Focus.From);
        Assert.Equal(TimeSpan.Zero, DecisiveWindow.Of(Held).Focus.From);
    }

    [Fact]
    public void A_window_never_leaves_the_run()
    {
        var window = DecisiveWindow.Of(Broken(new CheckResult(Verdict.Broken, "late") { ShownAt = Held.VirtualTime }));

        Assert.True(window.Stretches[0].From >= TimeSpan.Zero);
        Assert.Equal(Held.VirtualTime, window.Stretches[^1].Until);
    }

    private static RunReport Broken(CheckResult result) => Held with
    {
        Verdict = Verdict.Broken,
        Promises = [Fine, new PromiseReport("linearizable", "one moment each", result)],
    };

    private static FaultReport Fault(string kind, double start, double end, long count) => new(kind, At(start), At(end), "n1", "bites", count);

    private static HistoryEntry Operation(long index, double invoked, double? completed) => new()
    {
        Process = 1,
        Operation = new KvGet("k"),
        Scheduled = At(invoked),
        Invoked = new HistoryMoment(index, At(invoked)),
        Completed = completed is { } end ? new HistoryMoment(index + 1, At(end)) : HistoryMoment.Never,
        Outcome = completed is null ? OperationOutcome.Info : OperationOutcome.Ok,
    };

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
