using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class ShrinkTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void A_broken_run_shrinks_into_a_folder_of_its_own_and_replays()
    {
        Assert.Equal(1, _faultline.Run("run", "kv-async", "--for", "30s", "--out", "run", "--json").ExitCode);

        var shrink = _faultline.Run("shrink", _faultline.PathOf("run", "run.json"));
        var replay = _faultline.Run("replay", _faultline.PathOf("run", "shrunk", "run.json"));

        Assert.Equal(1, shrink.ExitCode);
        foreach (var words in (string[])["SHRUNK", "what was not needed", "before", "after", "nothing more can be taken away", "replay"])
            Assert.Contains(words, shrink.Output, StringComparison.Ordinal);
        Assert.Equal(1, replay.ExitCode);
        Assert.StartsWith("the same run: ", replay.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_faultline.PathOf("run", "shrunk", "report.html")));
    }

    [Fact]
    public void A_campaign_shrinks_its_first_finding()
    {
        var outcome = _faultline.Run("run", "kv-async", "--seeds", "1..5", "--for", "30s", "--out", "found", "--shrink", "--json");

        var shrunk = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("shrunk");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("linearizable", shrunk.GetProperty("promise").GetString());
        Assert.True(shrunk.GetProperty("after").GetProperty("operations").GetInt32() <= 6);
        Assert.True(shrunk.GetProperty("after").GetProperty("faults").GetInt32() <= 3);
        Assert.True(File.Exists(_faultline.PathOf("found", "report.html")));
        Assert.True(File.Exists(_faultline.PathOf("found", "shrunk", "run.json")));
    }

    [Fact]
    public void A_run_that_held_has_nothing_to_shrink()
    {
        Assert.Equal(0, _faultline.Run("run", "kv-central", "--for", "20s", "--faults", "none", "--out", "run", "--shrink").ExitCode);

        _faultline.Run("shrink", _faultline.PathOf("run", "run.json")).IsBadInput("nothing to shrink: every promise held");
        Assert.False(Directory.Exists(_faultline.PathOf("run", "shrunk")));
    }

    [Fact]
    public void A_limit_that_is_none_is_refused()
    {
        var file = _faultline.PathOf("run.json");

        _faultline.Run("shrink", file, "--time-limit", "soon").IsBadInput("--time-limit cannot be \"soon\"");
        _faultline.Run("shrink", file, "--tries", "0").IsBadInput("--tries cannot be 0");
        _faultline.Run("shrink", file).IsBadInput("there is no file");
    }
}
