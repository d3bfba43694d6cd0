using System.Globalization;
using System.Text;
using Faultline.Checking.Verdicts;
using Faultline.Measurement;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Tests;

public sealed class HtmlReportTests
{
    private const int MostBytes = 1_500_000;

    [Fact]
    public async Task A_broken_run_shows_its_verdict_and_how_to_repeat_it()
    {
        var html = await Render(SampleReports.Broken());

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        Assert.Contains("1 of 3 promises was broken, through 2 faults: linearizable.", html, StringComparison.Ordinal);
        Assert.Contains("<span>Broken</span>", html, StringComparison.Ordinal);
        Assert.Contains("<code>18446744073709551615</code>", html, StringComparison.Ordinal);
        Assert.Contains("<code>9f86d081884c7d65</code>", html, StringComparison.Ordinal);
        Assert.Contains("5 min 2.5 s", html, StringComparison.Ordinal);
        Assert.Contains("63 times faster than real time", html, StringComparison.Ordinal);
        Assert.Contains("faultline run kv-paxos --seed 18446744073709551615", html, StringComparison.Ordinal);
        Assert.Contains("4,812,406", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_promise_shows_its_operations_as_a_picture_and_in_words()
    {
        var html = await Render(SampleReports.Broken());

        Assert.Contains("The operations that broke linearizable", html, StringComparison.Ordinal);
        Assert.Equal(7, Count(html, "<g class=\"operation "));
        Assert.Equal(2, Count(html, "<g class=\"operation unknown\" "));
        Assert.Equal(1, Count(html, "<g class=\"operation failed\" "));
        Assert.Contains("<code>cas k1 from 9 to 3</code>", html, StringComparison.Ordinal);
        Assert.Contains("<code>failed: not the leader</code>", html, StringComparison.Ordinal);
        Assert.Contains("<code>unknown: still open</code>", html, StringComparison.Ordinal);
        Assert.Contains("c4, process 3</text>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_without_effect_is_called_inert()
    {
        var html = await Render(SampleReports.Broken());

        Assert.Contains("class=\"fault inert\" x=", html, StringComparison.Ordinal);
        Assert.Contains("<td>inert: had no effect</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0 reads of the clock", html, StringComparison.Ordinal);
        Assert.Contains("1,204 messages dropped", html, StringComparison.Ordinal);
        Assert.Contains("n1 n2 | n3 n4 n5", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_does_not_cover_what_happened_is_exceeded_with_its_evidence()
    {
        var report = SampleReports.Broken();
        var promises = report.Promises.Select(static promise => promise.Result.Verdict == Verdict.Broken
            ? promise with { Result = promise.Result with { Verdict = Verdict.Exceeded } }
            : promise);
        var html = await Render(report with
        {
            Verdict = Verdict.Exceeded,
            Promises = [.. promises],
            NotCovered = "kv-paxos does not promise anything when a node lies: n2 lied from 10s to 20s",
            Swarm = ["loss", "crash"],
        });

        Assert.Contains("1 of 3 promises was not kept, through 2 faults that they do not cover: linearizable.", html, StringComparison.Ordinal);
        Assert.Contains("<p class=\"not-covered\">kv-paxos does not promise anything when a node lies: n2 lied from 10s to 20s.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<span>Exceeded</span>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<span>Broken</span>", html, StringComparison.Ordinal);
        Assert.Contains("The operations that broke linearizable", html, StringComparison.Ordinal);
        Assert.Contains("1 of 2 faults did nothing: ", html, StringComparison.Ordinal);
        Assert.Contains("this seed had on: loss, crash", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_faults_that_held_says_so()
    {
        var html = await Render(SampleReports.HeldWithoutFaults());

        Assert.Contains("The promise held, without faults: linearizable.", html, StringComparison.Ordinal);
        Assert.Contains("The run had no faults.", html, StringComparison.Ordinal);
        Assert.Contains("4 of 7 operations were answered", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"counterexample\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"band\" x=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_run_of_no_length_has_a_page_too()
    {
        var html = await Render(SampleReports.Empty());

        Assert.Contains("No promise was checked.", html, StringComparison.Ordinal);
        Assert.Contains("The users asked for nothing.", html, StringComparison.Ordinal);
        Assert.Contains("The nodes said nothing of themselves.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_which_nothing_was_answered_has_no_latency()
    {
        var history = new History([SampleReports.Entry(0, new KvGet("k1"), 1, null, OperationOutcome.Info)]);
        var html = await Render(SampleReports.HeldWithoutFaults() with { History = history, ServiceLevels = ServiceLevelMeter.Measure(history) });

        Assert.Contains("None of 1 operation was answered.", html, StringComparison.Ordinal);
        Assert.Contains("no operation was answered</text>", html, StringComparison.Ordinal);
        Assert.Contains("still open at the end", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_minutes_of_thirty_thousand_operations_stay_a_small_page()
    {
        var report = SampleReports.FiveMinutes();
        var html = await Render(report);

        Assert.True(report.History.Entries.Count > 25_000, $"the sample has {report.History.Entries.Count} operations");
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 50_000, MostBytes);
    }

    [Fact]
    public async Task A_page_stays_small_whatever_the_run()
    {
        var faults = Enumerable.Range(0, 5_000).Select(number => new FaultReport(
            "loss", SampleReports.At(number / 20.0), SampleReports.At((number / 20.0) + 3), "n1", "12 messages dropped", 12)).ToList();
        var events = Enumerable.Range(0, 20_000).Select(number => new NodeEventReport(
            SampleReports.At(number / 70.0), $"n{1 + (number % 99)}", "leads in a ballot of its own")).ToList();
        var evidence = Enumerable.Range(0, 2_000).Select(number => SampleReports.Entry(
            number % 50, new KvGet("k1"), number, number + 0.5, OperationOutcome.Ok, new KvResult(true, "1"))).ToList();
        var promise = new PromiseReport("linearizable", "s", new CheckResult(Verdict.Broken, "d", evidence));
        var report = SampleReports.FiveMinutes() with { Faults = faults, NodeEvents = events, Promises = [promise] };

        var html = await Render(report with { Settings = report.Settings with { Clients = 1000 } });

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 50_000, 2 * MostBytes);
        Assert.Contains("The last 100 of 2,000 operations.", html, StringComparison.Ordinal);
        Assert.Contains("And 4,000 more.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("https://")]
    [InlineData(" src=")]
    [InlineData("<link")]
    [InlineData("@import")]
    [InlineData("url(//")]
    public async Task A_page_refers_to_nothing_outside_itself(string reference)
    {
        Assert.DoesNotContain(reference, await Render(SampleReports.FiveMinutes()), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(reference, await Render(SampleReports.Broken()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Text_from_the_run_cannot_become_markup()
    {
        const string hostile = "<script>alert('x')</script>\"'&";
        var entry = SampleReports.Entry(0, new KvPut(hostile, hostile), 1, 2, OperationOutcome.Fail, reason: hostile);
        var report = SampleReports.Broken() with
        {
            Settings = new RunSettings
            {
                System = hostile,
                Nodes = 3,
                Rate = 1,
                Faults = hostile,
                Options = new SortedDictionary<string, string> { [hostile] = hostile },
            },
            SystemSummary = hostile,
            SystemSource = hostile,
            Promises = [new PromiseReport(hostile, hostile, new CheckResult(Verdict.Broken, hostile, entry))],
            History = new History([entry]),
            Faults = [new FaultReport(hostile, SampleReports.At(1), SampleReports.At(2), hostile, hostile, 1)],
            FaultKinds = [new FaultKindReport(hostile, 1, hostile, 1)],
            NodeEvents = [new NodeEventReport(SampleReports.At(1), hostile, hostile)],
            TraceHash = hostile,
            Build = hostile,
            Command = hostile,
        };

        var html = await Render(report);

        // The page's own script is the only one.
        Assert.Equal(1, Count(html, "<script"));
        Assert.DoesNotContain("alert('x')", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_report_gives_the_same_bytes_in_every_culture()
    {
        var report = SampleReports.FiveMinutes();
        var first = await Render(report);
        var culture = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NumberGroupSeparator = ".";
        other.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(first, await Render(SampleReports.FiveMinutes()));
            Assert.Same(other, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static async Task<string> Render(RunReport report)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await HtmlReport.RenderAsync(report, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
