using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void The_screen_is_a_table_with_what_was_not_held_and_which_system_to_use_when()
    {
        var outcome = Compare("--html", "page.html");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            """
SNAPSHOT
            """,
            string.Join('\n', outcome.Output.TrimEnd().Split('\n').Select(static line => line.TrimEnd())));
        Assert.All(outcome.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
        var html = File.ReadAllText(_faultline.PathOf("page.html"));
        Assert.Contains("<h1>kv-central, kv-async</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal([_faultline.PathOf("page.html")], Directory.GetFileSystemEntries(_faultline.Folder));
    }

    [Fact]
    public void Json_is_one_object_and_the_faults_in_it_repeat_a_run()
    {
        var outcome = Compare("--json");

        var compared = JsonDocument.Parse(outcome.Output).RootElement;
        var async = compared.GetProperty("systems")[1];
        var partition = async.GetProperty("situations").EnumerateArray().Single(static situation => situation.GetProperty("situation").GetString() == "a partition");
        Assert.Equal(("kv-async", "broken"), (async.GetProperty("system").GetString(), partition.GetProperty("verdict").GetString()));
        Assert.Equal("kv-central", compared.GetProperty("advice")[0].GetProperty("system").GetString());
        Assert.False(compared.GetProperty("advice")[2].TryGetProperty("system", out _));
        Assert.Empty(Directory.GetFileSystemEntries(_faultline.Folder));

        // JSON is YAML.
        var run = partition.GetProperty("runs")[0];
        _faultline.Write("plan.yaml", $"{{\"faults\": {run.GetProperty("faults").GetRawText()}}}");
        var repeated = _faultline.Run(
            "run", "kv-async", "--faults", "plan.yaml", "--rate", "20", "--for", "30s", "--clients", "32", "--json", "--out", "again");
        Assert.Equal(
            run.GetProperty("traceHash").GetString(), JsonDocument.Parse(repeated.Output).RootElement.GetProperty("traceHash").GetString());
    }

    private Outcome Compare(params string[] more) =>
        _faultline.Run(["compare", "kv-central", "kv-async", "--seeds", "1..1", "--rate", "20", "--for", "30s", .. more]);
}
