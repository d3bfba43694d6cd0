using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Systems;
using Faultline.Reports.Comparisons;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Tests;

public sealed class ComparisonPageTests
{
    [Fact]
    public async Task The_page_has_a_bar_for_each_system_and_says_which_to_use()
    {
        var html = await Render();

        Assert.Contains("<h1>server, chain</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"time\">chain</td><td class=\"prose\">because anyone may join</td>", html, StringComparison.Ordinal);

        // Two bars a system for the time of a write, and one each for answers, messages, bytes and hashes.
        Assert.Equal(2, Count(html, "<rect class=\"p50 fill\" x=\"112\""));
        Assert.Equal(2, Count(html, "<rect class=\"p99 fill\" x=\"112\""));
        Assert.Equal(8, Count(html, "<rect class=\"ok\" x=\"112\""));

        // 1 ms to 10 h are eight powers of ten: a bar of 2 ms is a little longer than its first one.
        Assert.Contains("<title>server: 2 ms</title>", html, StringComparison.Ordinal);
        Assert.Contains("<title>chain: 61 min</title>", html, StringComparison.Ordinal);
        Assert.Contains("<title>server: 0</title>", html, StringComparison.Ordinal);
        Assert.Contains("<title>chain: 2.5e12</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_says_what_came_of_each_situation_and_what_was_not_held()
    {
        var html = await Render();

        Assert.Contains("<span>Held</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span>Broken</span>", html, StringComparison.Ordinal);
        Assert.Contains("<td>not supported</td>", Squeezed(html), StringComparison.Ordinal);
        Assert.Contains("62% served, longest pause 3 s, back after 4 s", html, StringComparison.Ordinal);
        Assert.Contains("<li>chain, a partition: agreement broken in seed 1 (nothing went wrong), 1 of 1 seeds</li>", html, StringComparison.Ordinal);
        Assert.Contains("chain counts as final 6 blocks deep: then the risk is below 0.1%", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_through_a_partition_is_drawn_where_there_was_one()
    {
        var html = await Render();

        Assert.Equal(1, Count(html, "<path class=\"line offered\" d=\"M"));
        Assert.Contains("<p class=\"empty\">nobody to cut off</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_starts_a_power_of_ten_below_the_smallest_number_and_nothing_has_no_bar()
    {
        var scale = new PowerScale([0, 10, 1_000]);

        Assert.Equal(112, scale.X(0));
        Assert.Equal(112 + ((984 - 112) / 3.0), scale.X(10), 6);
        Assert.Equal(984, scale.X(1_000), 6);
        Assert.Equal(["1", "10", "100", "1,000"], scale.Ticks(ComparisonWords.Number).Select(static tick => tick.Label));
        Assert.Equal(112, new PowerScale([0, 0]).X(0));
    }

    private static async Task<string> Render()
    {
        var report = new ComparisonReport(
            new ComparisonRequest(["server", "chain"]),
            [System("server", 2, 0), System("chain", 3_660_000, 2.5e12) with { Confirmations = 6, IsOpen = true }],
            [new Advice("anyone may join", "lets strangers join", "chain", "because anyone may join")], TimeSpan.FromSeconds(1));
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await HtmlReport.RenderAsync(report, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static SystemComparison System(string name, double milliseconds, double hashes) => new()
    {
        Settings = new RunSettings { System = name, Nodes = 4, Rate = 100, Duration = TimeSpan.FromSeconds(60) },
        Summary = name,
        IsOpen = false,
        IsLinearizable = true,
        Tolerance = new FaultTolerance(),
        Costs = new CostFigures(10, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(2 * milliseconds), 10, 9, 2, 80, hashes),
        Situations =
        [
            Situation(SituationKind.NoFault, Verdict.Held),
            name == "server"
                ? new SituationReport(SituationKind.Partition, "nobody to cut off", [])
                : Situation(SituationKind.Partition, Verdict.Broken) with
                {
                    Series = new ServiceLevelSeries(
                        TimeSpan.FromSeconds(30),
                        [new ServiceLevelBucket(TimeSpan.Zero, 5, 1, 1, 1, 1) { Offered = 7 }, new ServiceLevelBucket(TimeSpan.FromSeconds(30), 0, 0, 0, null, null)]),
                },
            new SituationReport(SituationKind.Newcomer, "not supported", []),
        ],
    };

    private static SituationReport Situation(SituationKind kind, Verdict verdict) => new(kind, null,
    [
        new SituationRun
        {
            Seed = 1,
            Verdict = verdict,
            NotHeld = verdict == Verdict.Held ? [] : ["agreement"],
            Served = 0.625,
            Pause = TimeSpan.FromSeconds(3),
            Back = TimeSpan.FromSeconds(4),
            Faults = [],
            TraceHash = "9f86d081884c7d65",
        },
    ]);

    private static string Squeezed(string html) => string.Concat(html.Split(['\n', '\r']).Select(static line => line.Trim()));

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
