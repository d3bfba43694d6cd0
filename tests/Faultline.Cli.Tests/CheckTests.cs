using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private const string Stale = """
        {:process 0 :type :invoke :f :write :value 1}
        {:process 0 :type :ok :f :write :value 1}
        {:process 1 :type :invoke :f :read}
        {:process 1 :type :ok :f :read :value nil}
        """;

    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void A_broken_history_is_told_with_the_operations_that_prove_it()
    {
        var outcome = _faultline.Run("check", _faultline.Write("stale.edn", Stale));

        Assert.Equal(1, outcome.ExitCode);
        foreach (var words in (string[])["BROKEN: the history is not linearizable", "write 1", "register, read as jepsen", "one second stands for one"])
            Assert.Contains(words, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_history_holds_for_less() =>
        Assert.Equal(0, _faultline.Run("check", _faultline.Write("stale.edn", Stale), "--consistency", "sequential").ExitCode);

    [Fact]
    public void Json_says_all_of_it_in_one_object()
    {
        var outcome = _faultline.Run("check", _faultline.Write("stale.edn", Stale), "--json");

        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(("broken", "register", "jepsen", "linearizable"), (json.GetProperty("verdict").GetString(), json.GetProperty("model").GetString(),
            json.GetProperty("format").GetString(), json.GetProperty("consistency").GetString()));
        Assert.Equal(2, json.GetProperty("operations").GetProperty("ok").GetInt32());
        Assert.Equal([1, 3], json.GetProperty("evidence").EnumerateArray().Select(static entry => entry.GetProperty("line").GetInt32()));
    }

    [Fact]
    public void The_history_of_a_run_needs_no_options()
    {
        Assert.Equal(0, _faultline.Run("run", "kv-central", "--for", "5s", "--faults", "none", "--out", "run", "--json").ExitCode);

        Assert.Equal(0, _faultline.Run("check", _faultline.PathOf("run", "history.jsonl")).ExitCode);
    }

    [Theory]
    [InlineData("--model", "heap", "--model cannot be \"heap\": write one of register, cas-register, kv")]
    [InlineData("--format", "xml", "--format cannot be \"xml\": write one of faultline, jepsen")]
    [InlineData("--consistency", "snapshot-isolation", "--consistency cannot be \"snapshot-isolation\" for a register: write one of linearizable")]
    [InlineData("--time-limit", "soon", "--time-limit cannot be \"soon\"")]
    [InlineData("--model", "queue", "line 1: `write 1` is no operation on a queue: it holds read, write, which fit --model register or --model cas-register")]
    public void What_cannot_be_is_refused_in_one_sentence(string option, string value, string expected) =>
        _faultline.Run("check", _faultline.Write("stale.edn", Stale), option, value).IsBadInput(expected);
}
