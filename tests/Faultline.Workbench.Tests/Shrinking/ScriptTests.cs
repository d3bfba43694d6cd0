using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Shrinking;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("kv-paxos", 1)]
    [InlineData("kv-paxos", 2)]
    [InlineData("kv-async", 1)]
    [InlineData("paxos", 3)]
    public void The_script_of_a_run_plays_the_same_run(string system, ulong seed)
    {
        var settings = RunSetup.DefaultsOf(system) with { Seed = seed, Duration = TimeSpan.FromSeconds(40) };
        var drawn = Runner.Run(RunSetup.Of(settings), new RunOptions());
        var script = WorkloadScript.Of(drawn.Report.History, settings.Clients);

        var played = Runner.Run(RunSetup.Of(settings, drawn.Plan, script), new RunOptions()).Report;

        Assert.True(script.Operations.Count > 100);
        Assert.Equal((drawn.Report.TraceHash, drawn.Report.Events), (played.TraceHash, played.Events));
        Assert.Equal(Text(drawn.Report.History), Text(played.History));
    }

    [Fact]
    public void Without_one_operation_the_others_are_asked_at_the_same_times()
    {
        var settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(5), Faults = "none" };
        var script = WorkloadScript.Of(Runner.Run(RunSetup.Of(settings), new RunOptions()).Report.History, settings.Clients);
        var rest = new WorkloadScript([.. script.Operations.Where(operation => operation != script.Operations[100])]);

        var played = Runner.Run(RunSetup.Of(settings, FaultPlan.Empty, rest), new RunOptions()).Report.History;

        Assert.Equal(rest.Operations, WorkloadScript.Of(played, settings.Clients).Operations);
    }

    [Fact]
    public void A_script_is_the_same_after_it_was_written_and_read()
    {
        ScriptedOperation[] operations =
        [
            new() { Time = TimeSpan.FromMilliseconds(1_250), Client = NodeId.Client(2), Operation = new KvPut("k1", "a") },
            new() { Time = TimeSpan.FromTicks(20_000_001), Client = NodeId.Client(1), Operation = new KvCas("k1", null, "b") },
            new() { Time = TimeSpan.FromSeconds(3), Client = NodeId.Client(1), Operation = new KvGet("k1") },
        ];
        var settings = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(5), Clients = 2 };
        var run = Runner.Run(RunSetup.Of(settings, FaultPlan.Empty, new WorkloadScript(operations)), new RunOptions { KeepFingerprints = true });
        var folder = Directory.CreateTempSubdirectory("faultline-");
        try
        {
            new RunFolder(folder.FullName).Write(run);
            var path = Path.Combine(folder.FullName, RunFolder.RunName);
            var text = File.ReadAllText(path);

            var read = RunFile.Read(path);

            Assert.Equal(operations, read.Operations);
            Assert.Contains("\"time\": \"1.25s\"", text, StringComparison.Ordinal);
            Assert.Contains("\"client\": \"c2\"", text, StringComparison.Ordinal);
            Assert.Contains("\"f\": \"put\"", text, StringComparison.Ordinal);
            Assert.Equal("faultline replay run.json", read.Command);
            Assert.True(Workbench.Replays.Replay.Run(path, new RunOptions()).IsSame);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_client_that_is_not_there_is_named()
    {
        var script = new WorkloadScript([new() { Time = TimeSpan.Zero, Client = NodeId.Client(9), Operation = new KvGet("k1") }]);

        var error = Assert.Throws<BadInputException>(() => RunSetup.Of(RunSetup.DefaultsOf("kv-paxos"), FaultPlan.Empty, script));

        Assert.Equal("operation 1 of the script (get k1) cannot be asked: there is no client c9 in this run of 8 clients", error.Message);
    }

    private static string Text(History history)
    {
        using var output = new StringWriter();
        HistoryJson.Write(history, output);
        return output.ToString();
    }
}
