using Faultline.Checking.Verdicts;
using Faultline.Model.Nodes;
using Faultline.Reports;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Browser.Tests;

/// <summary>Reports of real runs, as files.</summary>
public sealed class ReportPages : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faultline-").FullName;

    /// <summary>A store that loses acknowledged writes when its primary is cut off.</summary>
    public string Broken { get; private set; } = "";

    /// <summary>A store that loses nothing, although its nodes go down.</summary>
    public string Held { get; private set; } = "";

    /// <summary>The same under a load that fills the recording: twenty thousand steps, of which a message takes two.</summary>
    public string Crowded { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        NodeId[] side = [NodeId.Node(1), NodeId.Client(1), NodeId.Client(2), NodeId.Client(3)];
        NodeId[] other = [NodeId.Node(2), NodeId.Node(3), .. Enumerable.Range(4, 5).Select(NodeId.Client)];
        var cut = new PartitionFault { Start = TimeSpan.FromSeconds(5), End = TimeSpan.FromSeconds(15), Side = side, Other = other };
        Broken = await WriteAsync("broken", RunSetup.DefaultsOf("kv-async") with { Duration = TimeSpan.FromSeconds(30) }, Verdict.Broken, 0, cut);
        var crash = new CrashFault { Start = TimeSpan.FromSeconds(4), End = TimeSpan.FromSeconds(6), Nodes = [NodeId.Node(1), NodeId.Node(2)] };
        var store = RunSetup.DefaultsOf("kv-paxos") with { Duration = TimeSpan.FromSeconds(20) };
        Held = await WriteAsync("held", store, Verdict.Held, 0, crash);
        Crowded = await WriteAsync("crowded", store with { Rate = 1_500, Clients = 40 }, Verdict.Held, 9_000, crash);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> WriteAsync(string name, RunSettings settings, Verdict expected, int leastItems, Fault fault)
    {
        var run = Runner.Run(RunSetup.Of(settings, new FaultPlan([fault])), new RunOptions());
        Assert.Equal(expected, run.Report.Verdict);
        var trace = RunTrace.Record(run, new RunOptions());
        Assert.InRange(trace.Items.Count, leastItems, RunTrace.MostSteps);
        var path = Path.Combine(_folder, name + ".html");
        await using var output = File.CreateText(path);
        await HtmlReport.RenderAsync(run.Report with { Trace = trace }, output, TestContext.Current.CancellationToken);
        return path;
    }
}
