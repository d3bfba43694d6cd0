using System.Text.Json;
using Faultline.Checking.Verdicts;
using Faultline.Model.Invariants;
using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Workbench.Tests.Traces;

public sealed class RunTraceTests
{
    private static readonly RunSettings Store = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(20) };

    private static readonly CompletedRun Lossy = Run(RunSetup.DefaultsOf("kv-async") with { Duration = TimeSpan.FromSeconds(30) }, new PartitionFault
    {
        Start = At(5),
        End = At(15),
        Side = [NodeId.Node(1), NodeId.Client(1), NodeId.Client(2), NodeId.Client(3)],
        Other = [NodeId.Node(2), NodeId.Node(3), .. Enumerable.Range(4, 5).Select(NodeId.Client)],
    });

    private static readonly CompletedRun Crashed =
        Run(Store, new CrashFault { Start = At(4), End = At(6), Nodes = [NodeId.Node(1), NodeId.Node(2)] });

    private static readonly RunTrace Proof = Record(Lossy);
    private static readonly RunTrace Outage = Record(Crashed);

    [Fact]
    public void The_operations_of_the_proof_are_there_with_their_numbers_and_their_messages()
    {
        var evidence = Lossy.Report.Promises.Single(static promise => promise.Name == "linearizable").Result.Evidence;
        var proof = Proof.Operations.Where(static operation => operation.Number > 0).ToList();

        Assert.Equal(Verdict.Broken, Lossy.Report.Verdict);
        Assert.Equal(evidence.Select(static entry => entry.Invoked.Index), proof.Select(static operation => operation.Index));
        Assert.Equal(Enumerable.Range(1, evidence.Count), proof.Select(static operation => operation.Number));
        Assert.All(proof, static operation =>
        {
            var items = operation.Items.Select(static place => Proof.Items[place]).ToList();
            Assert.Contains(items, item => item.Line == operation.Line && item.Name == "SessionRequest" && item.Start >= operation.Start);
            Assert.Contains(items, item => item.Peer == operation.Line && item.Name == "KvReply" && item.End <= operation.End);
        });
    }

    [Fact]
    public void What_led_to_an_answer_goes_through_the_disks_and_the_quorum()
    {
        string[] path = ["SessionRequest", "Accept", "Sync of journal", "Accepted", "KvReply"];
        var write = Outage.Operations.First(operation => operation.Items.Select(static place => Outage.Items[place].Name).SequenceEqual(path));
        var items = write.Items.Select(static place => Outage.Items[place]).ToList();

        Assert.All(items.Zip(items.Skip(1)), static pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.Equal((write.Start, write.End), (items[0].Start, items[^1].End));
    }

    [Fact]
    public void A_message_ends_where_it_arrives_is_lost_or_finds_nobody()
    {
        var arrived = Outage.Items.Where(static item => item.Kind == TraceItemKind.Message).ToList();
        var missed = Outage.Items.Where(static item => item.Kind == TraceItemKind.MissedMessage).ToList();
        var lost = Proof.Items.Where(static item => item.Kind == TraceItemKind.LostMessage).ToList();

        Assert.True(arrived.Count > 1_000);
        Assert.All(arrived.Where(static item => !item.Text.EndsWith("began", StringComparison.Ordinal)), static item => Assert.True(item.End > item.Start));
        Assert.NotEmpty(lost);
        Assert.All(lost, static item => Assert.Equal(item.Start, item.End));
        Assert.NotEmpty(missed);
        Assert.All(missed, static item => Assert.Contains(Outage.Outages, outage =>
            outage.Line == item.Peer && outage.From <= item.End && item.End <= outage.Until));
    }

    [Fact]
    public void A_host_is_down_from_its_stop_to_the_end_of_the_window_where_it_does_not_start_before()
    {
        Assert.Equal(["n1", "n2"], Outage.Outages.Select(static outage => Outage.Lines[outage.Line]).Order());
        Assert.All(Outage.Outages, static outage => Assert.Equal((At(4), Outage.Until), (outage.From, outage.Until)));
        Assert.Equal(2, Outage.Items.Count(static item => item.Kind == TraceItemKind.Stop));
    }

    [Fact]
    public void Items_stand_in_the_order_of_their_beginnings_and_within_the_window()
    {
        foreach (var trace in (RunTrace[])[Proof, Outage])
        {
            Assert.Equal(trace.Items.Select(static item => item.Start).Order(), trace.Items.Select(static item => item.Start));
            Assert.All(trace.Items, item => Assert.InRange(item.Start, trace.From, trace.Until));
            Assert.All(trace.Items, item => Assert.InRange(item.Line, 0, trace.Lines.Count - 1));
        }
    }

    [Fact]
    public void Of_too_many_steps_those_nearest_to_the_moment_are_kept()
    {
        var trace = Record(Run(Store with { Rate = 1_500, Clients = 40 }, new CrashFault { Start = At(4), End = At(6), Nodes = [NodeId.Node(1)] }));

        Assert.InRange(trace.Items.Count, 5_000, RunTrace.MostSteps);
        Assert.InRange(trace.Window.Focus.From, trace.From, trace.Until);
        Assert.True(trace.Until - trace.From < TimeSpan.FromSeconds(15));
        Assert.Equal((5 + 16, 24), (trace.Lines.Count, trace.ClientsLeftOut));
    }

    [Fact]
    public void Where_users_talk_to_the_nodes_themselves_their_operations_are_there_too()
    {
        var run = Run(RunSetup.DefaultsOf("paxos") with { Duration = TimeSpan.FromSeconds(15) }, new CrashFault { Start = At(4), End = At(5), Nodes = [NodeId.Node(1)] });
        var trace = Record(run);

        Assert.Contains(trace.Operations, static operation => operation.Line >= 0 && operation.Items.Count > 1);
        Assert.Contains(trace.Items, static item => item.Text.StartsWith("a user asks n", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_run_gives_the_same_trace() =>
        Assert.Equal(JsonSerializer.Serialize(Outage), JsonSerializer.Serialize(Record(Crashed)));

    [Fact]
    public void A_run_that_is_not_the_same_again_stops_everything()
    {
        var otherwise = Crashed with { Report = Crashed.Report with { TraceHash = "0123456789abcdef" } };

        var violation = Assert.Throws<InvariantViolationException>(() => Record(otherwise));

        Assert.Contains("a bug of determinism", violation.Message, StringComparison.Ordinal);
        Assert.Contains("0123456789abcdef", violation.Message, StringComparison.Ordinal);
    }

    private static CompletedRun Run(RunSettings settings, Fault fault) => Runner.Run(RunSetup.Of(settings, new FaultPlan([fault])), new RunOptions());

    private static RunTrace Record(CompletedRun run) => RunTrace.Record(run, new RunOptions());

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
