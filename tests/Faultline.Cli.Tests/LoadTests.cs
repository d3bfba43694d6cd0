using System.Text.Json;

namespace Faultline.Cli.Tests;

public sealed class LoadTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Fact]
    public void A_load_curve_is_a_table_a_file_and_a_picture()
    {
        var outcome = Load("--out", "curve");

        Assert.Equal(1, outcome.ExitCode);
        foreach (var word in (string[])["offered/s", "goodput/s", "p50", "p99", "failed", "held", "broken", "load.html"])
            Assert.Contains(word, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(
            [_faultline.PathOf("curve", "load.html"), _faultline.PathOf("curve", "load.json")],
            Directory.GetFiles(_faultline.PathOf("curve")).Order(StringComparer.Ordinal));
        var html = File.ReadAllText(_faultline.PathOf("curve", "load.html"));
        Assert.Contains("<path class=\"line goodput\" d=\"M", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_with_a_point_for_each_rate()
    {
        var outcome = Load("--json");

        var load = JsonDocument.Parse(outcome.Output).RootElement;
        var points = load.GetProperty("points");
        Assert.Equal(("kv-central", "broken"), (load.GetProperty("system").GetString(), load.GetProperty("verdict").GetString()));
        Assert.Equal([50, 400], points.EnumerateArray().Select(static point => point.GetProperty("rate").GetInt32()));
        Assert.True(points[0].GetProperty("goodput").GetDouble() > 40);
        Assert.True(points[1].GetProperty("goodput").GetDouble() < 20);
        Assert.True(points[1].GetProperty("offered").GetDouble() > 380);
        Assert.Equal(outcome.Output, File.ReadAllText(_faultline.PathOf("faultline-out", "kv-central-load", "load.json")));
    }

    private Outcome Load(params string[] more) => _faultline.Run(
        ["load", "kv-central", "--rates", "400,50", "--clients", "200", "--for", "30s", "--faults", "none", "--set", "work=5", .. more]);
}
