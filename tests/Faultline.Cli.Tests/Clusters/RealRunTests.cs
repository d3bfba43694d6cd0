using System.Text.Json;

namespace Faultline.Cli.Tests.Clusters;

/// <summary>The systems of the simulator on real processes, not changed by one line.</summary>
public sealed class RealRunTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Theory]
    [InlineData("kv-paxos")]
    [InlineData("kv-pbft")]
    [InlineData("kv-central")]
    [InlineData("kv-async")]
    [InlineData("chat-replicated")]
    [InlineData("chat-hosted")]
    public void A_system_runs_for_real_and_keeps_its_promises(string system)
    {
        var run = Run("run", system, "--real", "--for", "5s", "--rate", "40", "--faults", "none");

        Assert.Equal("held", run.GetProperty("verdict").GetString());
        Assert.True(run.GetProperty("operations").GetProperty("ok").GetInt32() > 50);
    }

    [Fact]
    public void The_faults_of_a_plan_strike_real_processes()
    {
        _faultline.Write("struck.yaml", """
            system: kv-paxos
            nodes: 3
            rate: 200
            for: 14s
            faults:
              - {kind: loss, start: 1s, end: 3s, chance: 20%}
              - {kind: crash, start: 2s, end: 4s, nodes: [n1]}
              - {kind: pause, start: 4s, end: 5s, nodes: [n2]}
              - {kind: partition, start: 6s, end: 8s, side: [n3], other: [n1, n2]}
              - {kind: slow-links, start: 8s, end: 9s, chance: 50%, delay: 20ms}
              - {kind: disk-full, start: 9s, end: 10s, nodes: [n1]}
              - {kind: disk-loss, start: 10s, end: 11s, nodes: [n2]}
            """);

        var run = Run("run", "struck.yaml", "--real");

        Assert.Equal("held", run.GetProperty("verdict").GetString());
        var faults = run.GetProperty("faults").EnumerateArray().ToList();
        Assert.Equal(
            ["crash", "disk-full", "disk-loss", "loss", "partition", "pause", "slow-links"],
            faults.Select(static fault => fault.GetProperty("kind").GetString()).Order());
        Assert.All(faults, static fault => Assert.True(fault.GetProperty("inert").GetInt64() == 0, $"{fault} did nothing"));
        Assert.True(File.Exists(_faultline.PathOf("out", "report.html")));
        Assert.Equal(0, _faultline.Run("check", Path.Combine("out", "history.jsonl")).ExitCode);
    }

    [Fact]
    public void A_promise_that_a_system_cannot_keep_is_broken_for_real()
    {
        // What scenarios/kv-async-crash.yaml shows in the simulator: the backups lag behind what the primary has acknowledged.
        _faultline.Write("lag.yaml", """
            system: kv-async
            rate: 400
            clients: 32
            for: 20s
            faults:
              - {kind: slow-links, start: 2s, end: 12s, node: n1, peer: n2, chance: 100%, delay: 500ms}
              - {kind: slow-links, start: 2s, end: 12s, node: n1, peer: n3, chance: 100%, delay: 500ms}
              - {kind: crash, start: 5s, end: 15s, nodes: [n1]}
            """);

        Assert.Equal("broken", Run("run", "lag.yaml", "--real").GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_system_without_clients_of_its_own_is_refused() => _faultline
        .Run("run", "bitcoin", "--real", "--for", "5s", "--faults", "none")
        .IsBadInput("bitcoin has no clients that run apart from its nodes");

    private JsonElement Run(params string[] arguments)
    {
        var outcome = _faultline.Run([.. arguments, "--json", "--out", "out"]);
        Assert.True(outcome.ExitCode is 0 or 1, outcome.Errors);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
