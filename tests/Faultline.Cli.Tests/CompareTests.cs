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
                                   kv-central        kv-async
            nodes                  1: 0 lost, 0 lie  3: 0 lost, 0 lie
            anyone may join        no                no
            one order of all       promised          promised
            a run lasts            30 s              30 s
            wanted/s               19.2              19.2
            answered/s             19.2              19.2
            write final, median    2.35 ms           2.34 ms
            write final, p99       5.51 ms           51 ms
            messages/operation     2.11              5.36
            bytes/operation        57.3              168
            hashes/operation       0                 0
            no fault               held              held
            one crash              standstill        held
              served, back after   0%, 382 ms        100%
            f crashes              f is 0            f is 0
            one liar               exceeded          exceeded
              served, back after   100%              100%
            a partition            held              broken
              served, back after   47%, 381 ms       100%
            a newcomer             not supported     not supported

              seeds 1..1, of which the worst counts; 32 users
              one liar: each seed lies in another way
              a newcomer: where anyone may join, a node that joins for the first time; elsewhere a member that comes back with an
              empty disk
              served: answers while the fault lasts, of those without it
              back: after the fault, until the last who waited then had an answer
              exceeded: a promise failed that does not cover what happened
              standstill: held, but next to nobody was served

              Not held
              kv-central, one liar: linearizable exceeded in seed 1 (wrong-computation), 1 of 1 seeds
              kv-async, one liar: linearizable exceeded in seed 1 (wrong-computation), 1 of 1 seeds
              kv-async, a partition: linearizable broken in seed 1 (partition), 1 of 1 seeds

              Which one?
              one operator, and downtime is acceptable: kv-central
                rule: holds without faults, with the fewest messages an operation
                a write is final after 2.35 ms (median), 2.11 messages an operation; one crash: standstill, 0% served
              members known and trusted: none
                rule: survives lost nodes, holds under crashes and partitions, and answers writes soonest
                none of those compared will do
              members known, some may lie: none
                rule: survives a liar, holds under everything, and answers writes soonest
                none of those compared will do
              anyone may join: none
                rule: lets strangers join, and holds without faults
                none of those compared will do

              page page.html
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
        _faultline.Run(["compare", "kv-central", "kv-async", "--seeds", "1..1", "--rate", "20", "--for", "30s", "--quick", .. more]);
}
