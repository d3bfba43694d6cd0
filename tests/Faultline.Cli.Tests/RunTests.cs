using System.Globalization;
using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    public static TheoryData<string> Scenarios =>
        [.. NamesIn(Path.Combine(AppContext.BaseDirectory, "scenarios"))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_scenario_comes_to_the_verdict_that_it_expects(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "scenarios", name);
        var expected = File.ReadLines(path).Single(static line => line.StartsWith("expect: ", StringComparison.Ordinal))["expect: ".Length..];

        var outcome = _faultline.Run("run", path, "--json");

        Assert.Equal(expected, Json(outcome).GetProperty("verdict").GetString());
        Assert.Equal(expected switch { "held" => 0, "broken" => 1, "exceeded" => 4, _ => 3 }, outcome.ExitCode);
    }

    [Fact]
    public void The_first_command_reports_and_leaves_its_files()
    {
        var outcome = _faultline.Run("run", "kv-paxos", "--for", "60s");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("HELD: every promise was kept", outcome.Output, StringComparison.Ordinal);
        foreach (var word in (string[])["linearizable", "availability", "p99", "messages dropped", "trace hash", "times as fast", "replay"])
            Assert.Contains(word, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["history.jsonl", "report.html", "run.json", "trace.bin"], NamesIn(_faultline.PathOf("faultline-out", "kv-paxos-1")));
        Assert.Contains("<!doctype html>", File.ReadAllText(_faultline.PathOf("faultline-out", "kv-paxos-1", "report.html")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Json_is_one_object_with_all_that_was_agreed()
    {
        var outcome = _faultline.Run("run", "kv-paxos", "--seed", "7", "--for", "30s", "--json");

        var run = Json(outcome);
        Assert.Equal("", outcome.Errors);
        Assert.Equal(
            ["availability", "faults", "latencyMs", "messages", "operations", "promises", "seed", "system", "traceHash", "verdict",
                "virtualSeconds", "wallSeconds"],
            run.EnumerateObject().Select(static entry => entry.Name).Except(["inert"]).Order(StringComparer.Ordinal));
        Assert.Equal("kv-paxos", run.GetProperty("system").GetString());
        Assert.Equal(7, run.GetProperty("seed").GetInt32());
        Assert.Equal(30, run.GetProperty("virtualSeconds").GetDouble());
        Assert.Matches("^[0-9a-f]{16}$", run.GetProperty("traceHash").GetString());
        Assert.True(run.GetProperty("messages").GetInt64() > 1_000);
        Assert.Equal(["ok", "failed", "unknown"], run.GetProperty("operations").EnumerateObject().Select(static entry => entry.Name));
        Assert.Equal(["p50", "p99", "max"], run.GetProperty("latencyMs").EnumerateObject().Select(static entry => entry.Name));
        Assert.InRange(run.GetProperty("availability").GetDouble(), 0.01, 1);
        foreach (var promise in run.GetProperty("promises").EnumerateArray())
            Assert.Equal(["name", "verdict", "detail"], promise.EnumerateObject().Select(static entry => entry.Name));
        foreach (var fault in run.GetProperty("faults").EnumerateArray())
            Assert.Equal(["kind", "count", "inert", "effect"], fault.EnumerateObject().Select(static entry => entry.Name));
    }

    [Fact]
    public void Two_processes_give_the_same_trace()
    {
        var first = Json(_faultline.Run("run", "kv-paxos", "--seed", "11", "--for", "60s", "--json")).GetProperty("traceHash").GetString();
        var second = Json(_faultline.Run("run", "kv-paxos", "--seed", "11", "--for", "60s", "--json")).GetProperty("traceHash").GetString();
        var other = Json(_faultline.Run("run", "kv-paxos", "--seed", "12", "--for", "60s", "--json")).GetProperty("traceHash").GetString();

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void One_thread_and_two_give_the_same_campaign()
    {
        var one = Json(_faultline.Run("run", "kv-paxos", "--seeds", "1..8", "--for", "30s", "--threads", "1", "--json"));
        var two = Json(_faultline.Run("run", "kv-paxos", "--seeds", "1..8", "--for", "30s", "--threads", "2", "--json"));

        Assert.Equal(8, one.GetProperty("runs").GetInt32());
        Assert.Equal(one.GetProperty("traceHash").GetString(), two.GetProperty("traceHash").GetString());
    }

    [Fact]
    public void A_campaign_stops_at_its_first_finding_and_keeps_it()
    {
        var outcome = _faultline.Run("run", "kv-async", "--seeds", "1..50", "--for", "40s", "--json");

        Assert.Equal(1, outcome.ExitCode);
        var campaign = Json(outcome);
        Assert.Equal("broken", campaign.GetProperty("verdict").GetString());
        var notHeld = Assert.Single(campaign.GetProperty("notHeld").EnumerateArray());
        var seed = notHeld.GetProperty("seed").GetInt32();
        Assert.Equal(seed, campaign.GetProperty("runs").GetInt32());
        var run = _faultline.PathOf("faultline-out", string.Create(CultureInfo.InvariantCulture, $"kv-async-{seed}"), "run.json");
        var replay = _faultline.Run("replay", run, "--json");
        Assert.Equal(notHeld.GetProperty("traceHash").GetString(), Json(replay).GetProperty("traceHash").GetString());
        Assert.Equal(1, replay.ExitCode);
    }

    [Fact]
    public void What_is_lost_is_shown_with_the_operations_that_prove_it()
    {
        var outcome = _faultline.Run("run", Path.Combine(AppContext.BaseDirectory, "scenarios", "kv-async-partition.yaml"), "--out", "lost");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("BROKEN: a promise was broken", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("These operations break the promise linearizable", outcome.Output, StringComparison.Ordinal);
        var check = _faultline.Run("check", _faultline.PathOf("lost", "history.jsonl"));
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("BROKEN: the history is not linearizable", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_short_a_run_to_see_progress_is_undecided()
    {
        // Everything is without power until the end, so nobody can have got an answer after the healing.
        _faultline.Write("short.yaml", "system: kv-central\nfor: 20s\nfaults:\n  - kind: power-loss\n    start: 1s\n    end: 20s\n    nodes: [n1]\n");

        Assert.Equal(3, _faultline.Run("run", "short.yaml", "--json").ExitCode);
    }

    [Fact]
    public void Liars_exceed_what_is_promised_and_every_output_says_so()
    {
        var arguments = new[] { "run", "kv-paxos", "--faults", "byzantine", "--seeds", "7..9", "--for", "30s" };
        var screen = _faultline.Run(arguments);
        var campaign = Json(_faultline.Run([.. arguments, "--json"]));

        Assert.Equal(4, screen.ExitCode);
        Assert.Contains("EXCEEDED: with ", screen.Output, StringComparison.Ordinal);
        Assert.Matches(@"kv-paxos\s+does\s+not\s+promise\s+anything\s+when\s+a\s+node\s+lies:\s+n", screen.Output);
        Assert.Equal(("exceeded", 3), (campaign.GetProperty("verdict").GetString(), campaign.GetProperty("runs").GetInt32()));
        var seed = campaign.GetProperty("notHeld")[0];
        Assert.Equal("exceeded", seed.GetProperty("verdict").GetString());
        var html = File.ReadAllText(_faultline.PathOf("faultline-out", string.Create(CultureInfo.InvariantCulture, $"kv-paxos-{seed.GetProperty("seed").GetInt32()}"), "report.html"));
        Assert.Contains("kv-paxos does not promise anything when a node lies: n", html, StringComparison.Ordinal);
        Assert.Contains("class=\"verdict exceeded\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listed_fault_that_did_nothing_is_called_inert_everywhere()
    {
        const string sentence = "1 of 2 faults did nothing: power-loss (n1) from 8s to 9s";
        _faultline.Write("plan.yaml", "faults:\n  - {kind: crash, start: 5s, end: 15s, nodes: [n1]}\n  - {kind: power-loss, start: 8s, end: 9s, nodes: [n1], atWrite: true}\n");

        var screen = _faultline.Run("run", "kv-central", "--for", "40s", "--faults", "plan.yaml", "--out", "run");
        var json = Json(_faultline.Run("run", "kv-central", "--for", "40s", "--faults", "plan.yaml", "--json"));

        Assert.Equal($"note: {sentence}\n", screen.Errors);
        Assert.Contains(sentence, screen.Output, StringComparison.Ordinal);
        Assert.Contains("inert: no effect", screen.Output, StringComparison.Ordinal);
        Assert.Equal(sentence, json.GetProperty("inert").GetString());
        Assert.Equal([0, 1], json.GetProperty("faults").EnumerateArray().Select(static fault => fault.GetProperty("inert").GetInt32()));
        Assert.Contains(sentence, File.ReadAllText(_faultline.PathOf("run", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_swarm_shows_what_is_on_and_replays()
    {
        var screen = _faultline.Run("run", "kv-paxos", "--for", "40s", "--swarm", "--seed", "6");
        var replay = _faultline.Run("replay", _faultline.PathOf("faultline-out", "kv-paxos-6", "run.json"), "--json");
        var campaign = _faultline.Run("run", "kv-paxos", "--for", "20s", "--swarm", "--seeds", "1..4");

        Assert.Matches(@"faults:\s+all,\s+of\s+which\s+this\s+seed\s+has\s+on:\s+[a-z]", screen.Output);
        Assert.StartsWith("the same run: ", replay.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(Json(replay).GetProperty("swarm").EnumerateArray());
        Assert.Contains("seeds: ", campaign.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_names_systems_faults_and_options()
    {
        var all = _faultline.Run("list");
        var one = _faultline.Run("list", "kv-paxos");

        Assert.Equal((0, 0), (all.ExitCode, one.ExitCode));
        foreach (var name in (string[])["kv-paxos", "paxos", "kv-central", "kv-async", "partition", "clock-drift"])
            Assert.Contains(name, all.Output, StringComparison.Ordinal);
        Assert.Contains("max-clock-drift", one.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.GetFiles(folder).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static JsonElement Json(Outcome outcome)
    {
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.Clone();
    }
}
