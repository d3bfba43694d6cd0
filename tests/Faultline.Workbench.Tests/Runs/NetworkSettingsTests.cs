using System.Text.Json;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Tests.Runs;

public sealed class NetworkSettingsTests
{
    private static readonly RunSettings Settings = RunSetup.DefaultsOf("kv-paxos") with
    {
        Duration = TimeSpan.FromSeconds(30),
        Faults = "network,crash",
        Topology = new Topology(TopologyShape.Ring),
        Latency = LatencyDistribution.Exponential(TimeSpan.FromMilliseconds(2)),
        Bandwidth = new Bandwidth(1_000_000),
        Queue = new QueueLimit(10, CountsMessages: true),
    };

    [Fact]
    public void A_run_over_a_ring_repeats_from_its_file_and_with_decoded_messages()
    {
        var run = Runner.Run(RunSetup.Of(Settings), new RunOptions { KeepFingerprints = true });

        var file = JsonSerializer.Deserialize(RunFile.Of(run).ToJson(), FileJson.Readable.RunFile)!;
        var again = Runner.Run(
            RunSetup.Of(file.Settings, file.Plan), new RunOptions { Expected = run.Fingerprints, CarryBytes = true });

        Assert.Null(again.Divergence);
        Assert.Equal(run.Report.TraceHash, again.Report.TraceHash);
        Assert.Equal(run.Report.Network.Dropped, run.Report.Network.Losses.Sum(static loss => loss.Messages));
    }

    [Fact]
    public void The_command_says_what_differs_in_words_that_a_shell_takes() => Assert.Equal(
        "faultline run kv-paxos --seed 1 --for 30s --faults network,crash --latency 'exponential(2ms)' --topology ring --bandwidth 1Mbit/s "
        + "--queue '10 messages'",
        CommandLine.Of(RunSetup.Of(Settings)));

    [Fact]
    public void The_network_is_put_in_words()
    {
        Assert.Equal("mesh, 300us..1.5ms a link", RunSetup.DefaultsOf("kv-paxos").NetworkWords);
        Assert.Equal("ring, exponential(2ms) a link, 1Mbit/s, queues of 10 messages, routes follow after 1s", Settings.NetworkWords);
    }

    [Fact]
    public void A_network_that_cannot_be_is_refused_in_a_sentence()
    {
        Assert.Contains("needs links", Complaint(Settings with { Topology = new Topology(TopologyShape.Listed) }), StringComparison.Ordinal);
        Assert.Contains("one of the two even", Complaint(Settings with { Topology = new Topology(TopologyShape.RandomRegular, 3) }), StringComparison.Ordinal);
        Assert.Contains("a convergence of", Complaint(Settings with { Convergence = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);

        static string Complaint(RunSettings settings) => Assert.Throws<BadInputException>(() => RunSetup.Of(settings)).Message;
    }
}
