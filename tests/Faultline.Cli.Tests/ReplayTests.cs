using System.Globalization;

namespace Faultline.Cli.Tests;

public sealed class ReplayTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public ReplayTests() =>
        Assert.Equal(0, _faultline.Run("run", "kv-paxos", "--for", "40s", "--seed", "3", "--out", "run", "--json").ExitCode);

    private string RunFile => _faultline.PathOf("run", "run.json");

    private string TraceFile => _faultline.PathOf("run", "trace.bin");

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void A_run_repeats_event_by_event()
    {
        var replay = _faultline.Run("replay", RunFile);

        Assert.Equal(0, replay.ExitCode);
        Assert.Contains("the same run: ", replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_differs_is_named()
    {
        // As if the recorded run had taken another turn at event 1000.
        var trace = File.ReadAllBytes(TraceFile);
        for (var i = 2000; i < trace.Length; i++) trace[i] ^= 0x5A;
        File.WriteAllBytes(TraceFile, trace);

        var replay = _faultline.Run("replay", RunFile);

        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("NOT THE SAME RUN", replay.Errors, StringComparison.Ordinal);
        Assert.Matches("the first event that differs is number 1000 at [0-9.]+m?s; here it is: [a-z]+ ", replay.Errors);
    }

    [Fact]
    public void A_changed_plan_is_another_run()
    {
        var text = File.ReadAllText(RunFile);
        var at = text.IndexOf("\"start\": \"", text.IndexOf("\"plan\"", StringComparison.Ordinal), StringComparison.Ordinal) + "\"start\": \"".Length;
        var end = text.IndexOf("s\"", at, StringComparison.Ordinal);
        var start = decimal.Parse(text[at..end].TrimEnd('m'), CultureInfo.InvariantCulture);
        File.WriteAllText(RunFile, string.Concat(text.AsSpan(0, at), (start + 0.001m).ToString(CultureInfo.InvariantCulture), text.AsSpan(end)));

        var replay = _faultline.Run("replay", RunFile);

        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("NOT THE SAME RUN", replay.Errors, StringComparison.Ordinal);
        Assert.Contains("the first event that differs is number", replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_trace_file_the_hash_is_compared()
    {
        File.Delete(TraceFile);

        var same = _faultline.Run("replay", RunFile);
        File.WriteAllText(RunFile, File.ReadAllText(RunFile).Replace("\"traceHash\": \"", "\"traceHash\": \"0", StringComparison.Ordinal));
        var other = _faultline.Run("replay", RunFile);

        Assert.Equal(0, same.ExitCode);
        Assert.Contains("only the hash was compared", same.Errors, StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("NOT THE SAME RUN", other.Errors, StringComparison.Ordinal);
    }
}
