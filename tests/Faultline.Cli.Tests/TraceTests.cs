using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class TraceTests(TraceTests.HeldRun run) : IClassFixture<TraceTests.HeldRun>
{
    private readonly Faultline _faultline = run.Faultline;

    /// <summary>A run with faults.</summary>
    public sealed class HeldRun : IDisposable
    {
        public HeldRun() => Assert.Equal(0, Faultline.Run("run", "kv-paxos", "--for", "40s", "--seed", "3", "--out", "run", "--json").ExitCode);

        public Faultline Faultline { get; } = new();

        public void Dispose() => Faultline.Dispose();
    }

    [Fact]
    public void Perfetto_gets_every_arrow_with_both_ends_and_every_span_with_its_end()
    {
        Trace("perfetto", "trace.perfetto.json");

        using var trace = JsonDocument.Parse(File.ReadAllText(_faultline.PathOf("run", "trace.perfetto.json")));
        var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();
        var starts = Ids(events, "s").ToHashSet();
        Assert.NotEmpty(starts);
        Assert.All(Ids(events, "f"), id => Assert.Contains(id, starts));
        Assert.Equal(Ids(events, "b").Order(StringComparer.Ordinal), Ids(events, "e").Order(StringComparer.Ordinal));
        Assert.Contains(events, static entry => entry.GetProperty("ph").GetString() == "b" && entry.GetProperty("cat").GetString() == "fault");
        Assert.Contains(events, static entry => entry.GetProperty("ph").GetString() == "b" && entry.GetProperty("cat").GetString() == "down");
    }

    [Fact]
    public void ShiViz_gets_vector_clocks_that_grow_by_one_and_know_their_senders()
    {
        Trace("shiviz", "trace.shiviz.log", "--from", "5s", "--until", "6s");

        var lines = File.ReadAllLines(_faultline.PathOf("run", "trace.shiviz.log"));
        var clocks = new Dictionary<string, Dictionary<string, long>>();
        var merged = 0;
        for (var i = 0; i < lines.Length; i += 2)
        {
            var host = lines[i][..lines[i].IndexOf(' ', StringComparison.Ordinal)];
            var clock = JsonSerializer.Deserialize<Dictionary<string, long>>(lines[i][host.Length..])!;
            var before = clocks.GetValueOrDefault(host) ?? [];
            Assert.Equal(before.GetValueOrDefault(host) + 1, clock[host]);
            foreach (var (other, time) in clock)
            {
                Assert.True(time >= before.GetValueOrDefault(other), lines[i]);

                // Nobody can know more of another than has happened there.
                if (other != host) Assert.True(time <= clocks[other][other], lines[i]);
                if (other != host && time > before.GetValueOrDefault(other)) merged++;
            }

            clocks[host] = clock;
        }

        Assert.True(clocks.Count >= 5);
        Assert.True(merged > 100);
    }

    [Fact]
    public void Json_lines_are_the_steps_of_the_window_in_order()
    {
        Trace("jsonl", "trace.jsonl", "--from", "5s", "--until", "6s");

        var times = File.ReadLines(_faultline.PathOf("run", "trace.jsonl"))
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("time").GetDecimal()).ToArray();
        Assert.NotEmpty(times);
        Assert.Equal(times.Order(), times);
        Assert.All(times, static time => Assert.InRange(time, 5, 6));
    }

    [Fact]
    public void A_format_that_there_is_not_and_a_window_that_runs_backwards_are_refused()
    {
        var file = _faultline.PathOf("run", "run.json");

        _faultline.Run("trace", file, "--format", "vcd").IsBadInput("--format cannot be \"vcd\": write one of perfetto, shiviz, jsonl");
        _faultline.Run("trace", file, "--from", "6s", "--until", "5s").IsBadInput("--until is before --from");
        _faultline.Run("trace", file, "--from", "soon").IsBadInput("--from cannot be \"soon\"");
        _faultline.Run("trace", _faultline.PathOf("nothing.json")).IsBadInput("nothing.json");
        Assert.Empty(Directory.EnumerateFiles(_faultline.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    private void Trace(string format, string file, params string[] window)
    {
        var outcome = _faultline.Run(["trace", _faultline.PathOf("run", "run.json"), "--format", format, .. window]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(file, outcome.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(JsonElement[] events, string phase) => events
        .Where(entry => entry.GetProperty("ph").GetString() == phase).Select(static entry => entry.GetProperty("id").GetString()!);
}
