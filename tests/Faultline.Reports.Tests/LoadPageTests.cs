using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Workbench.Loads;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Tests;

public sealed class LoadPageTests
{
    [Fact]
    public async Task A_curve_has_a_point_for_each_rate_and_says_where_it_is_best()
    {
        var html = await Render(Point(50, 50, 8), Point(100, 99.5, 12), Point(400, 5, 2_000));

        Assert.Contains("The best goodput is 99.5 operations a second, at 100 offered; at 400 offered it is 5.", html, StringComparison.Ordinal);
        Assert.Equal(3, Count(html, "<circle class=\"point goodput\""));
        Assert.Equal(3, Count(html, "<circle class=\"point p99\""));

        // 112 to 984 units are 0 to 400, and 260 units are 400 operations a second.
        Assert.Contains("<path class=\"line offered\" d=\"M221 227.5L330 195L984 0\"", html, StringComparison.Ordinal);
        Assert.Contains("<path class=\"line goodput\" d=\"M221 227.5L330 195.3L984 256.8\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_answered_there_is_no_latency()
    {
        var html = await Render(Point(50, 50, 8), Point(400, 0, 0));

        Assert.Equal(2, Count(html, "<circle class=\"point goodput\""));
        Assert.Equal(1, Count(html, "<circle class=\"point p50\""));
    }

    [Fact]
    public async Task A_single_rate_at_which_nothing_was_answered_is_a_page_too() =>
        Assert.Contains("The best goodput is 0 operations", await Render(Point(50, 0, 0)), StringComparison.Ordinal);

    private static LoadPoint Point(int rate, double goodput, double milliseconds) => new(
        rate, rate, goodput, new ServiceLevels((long)(60 * goodput), 1, 2, 1, new LatencySummary(milliseconds, milliseconds, 2 * milliseconds, 0, 0)),
        Verdict.Held, "9f86d081884c7d65");

    private static async Task<string> Render(params LoadPoint[] points)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var settings = new RunSettings { System = "kv-central", Nodes = 1, Rate = 100 };
        await HtmlReport.RenderAsync(new LoadReport(settings, "one server", points), output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
