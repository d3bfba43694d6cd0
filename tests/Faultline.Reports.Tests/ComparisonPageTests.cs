using System.Globalization;
using System.Net;
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
        Assert.Contains("<p class=\"choice\">chain</p><div><p>because anyone may join</p><p class=\"rule\">The rule: lets strangers join.</p></div>", Squeezed(html), StringComparison.Ordinal);

        // Two bars a system for the time of a write and for its rates, and one each for messages, bytes and hashes.
        Assert.Equal(4, Count(html, "<rect class=\"p50 fill\" x=\"78\""));
        Assert.Equal(4, Count(html, "<rect class=\"p99 fill\" x=\"78\""));
        Assert.Equal(6, Count(html, "<rect class=\"ok\" x=\"78\""));
        Assert.Contains("<title>server: 8,800</title>", html, StringComparison.Ordinal);
        Assert.Contains("<td>at least 8,800</td>", Squeezed(html), StringComparison.Ordinal);
        Assert.Contains("<title>chain: not known</title>", html, StringComparison.Ordinal);

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
        Assert.Contains("62%\u00a0served, pause\u00a03\u00a0s, back\u00a04\u00a0s", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
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
        var scale = PowerScale.OfNumbers([0, 10, 1_000]);

        Assert.Equal(PowerScale.Left, scale.X(0));
        Assert.Equal(PowerScale.Left + ((PowerScale.Right - PowerScale.Left) / 3), scale.X(10), 6);
        Assert.Equal(PowerScale.Right, scale.X(1_000), 6);
        Assert.Equal(["1", "10", "100", "1,000"], scale.Ticks(ComparisonWords.Number).Select(static tick => tick.Label));
        Assert.Equal(PowerScale.Left, PowerScale.OfNumbers([0, 0]).X(0));
    }

    [Fact]
    public void Times_have_round_times_beside_their_scale()
    {
        var scale = PowerScale.OfTimes([2.4, 8_580_000]);

        Assert.Equal(["1 ms", "100 ms", "10 s", "10 min", "10 h"], scale.Ticks(PowerScale.RoundTime).Select(static tick => tick.Label));
        Assert.InRange(scale.X(2.4), PowerScale.Left + 5, PowerScale.Left + 25);
        Assert.Equal(PowerScale.Right, scale.X(36_000_000), 6);
    }

    [Fact]
    public async Task What_is_answered_when_a_partition_heals_does_not_make_all_else_too_low_to_see()
    {
        var html = await Render();

        // Seven are wanted and nine end in the first half minute, and 300 in the next: twice seven are drawn.
        Assert.DoesNotContain(">10</text>", html[html.IndexOf("id=\"partition\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_highest_rate_was_not_sought_nothing_is_said_of_it()
    {
        var html = await Render(findsMost: false);

        Assert.DoesNotContain("at most", html, StringComparison.Ordinal);
        Assert.Equal(8, Count(html, "<rect class=\"ok\" x=\"78\""));
    }

    private static async Task<string> Render(bool findsMost = true)
    {
        var report = new ComparisonReport(
            new ComparisonRequest(["server", "chain"]) { FindsMost = findsMost },
            [System("server", 2, 0) with { Sustained = new SustainedRate(8_800, TimeSpan.FromMilliseconds(8), IsAtLeast: true) },
                System("chain", 3_660_000, 2.5e12) with { Confirmations = 6, IsOpen = true }],
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
                        [new ServiceLevelBucket(TimeSpan.Zero, 5, 1, 1, 1, 1) { Offered = 7 }, new ServiceLevelBucket(TimeSpan.FromSeconds(30), 300, 0, 0, 1, 1)]),
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
