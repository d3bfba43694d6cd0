using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Faultline.Workbench.Runs;

namespace Faultline.Reports.Tests.SpaceTime;

public sealed partial class SpaceTimeSectionTests
{
    [Fact]
    public async Task The_diagram_stands_behind_the_promises_and_says_what_was_left_out()
    {
        var html = await Render(SampleReports.Broken() with { Trace = SampleTraces.Small() });

        Assert.True(html.IndexOf("id=\"promises\"", StringComparison.Ordinal) < html.IndexOf("id=\"moment\"", StringComparison.Ordinal));
        Assert.True(html.IndexOf("id=\"moment\"", StringComparison.Ordinal) < html.IndexOf("id=\"users\"", StringComparison.Ordinal));
        Assert.Contains("Recorded step by step around the operations that broke linearizable: 9 s with 5 messages", html, StringComparison.Ordinal);
        Assert.Contains("1,234 steps farther from the decisive moments are left out", html, StringComparison.Ordinal);
        Assert.Contains("3 clients more have no line here", html, StringComparison.Ordinal);
        Assert.Contains("c1 → n1: SessionRequest { Sequence = 1 }\nsent 15.000 s, arrived 15.010 s, 10 ms\nevent 100", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_nobody_recorded_has_no_diagram()
    {
        var html = await Render(SampleReports.Broken());

        Assert.DoesNotContain("id=\"moment\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#moment\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_gets_every_item_with_its_times_and_its_text()
    {
        var trace = SampleTraces.Small();
        using var data = Data(await Render(SampleReports.Broken() with { Trace = trace }));
        var (time, number) = (trace.From.Ticks, 0L);
        var texts = data.RootElement.GetProperty("texts");

        Assert.Equal(trace.Items.Count, data.RootElement.GetProperty("items").GetArrayLength());
        foreach (var (item, row) in trace.Items.Zip(data.RootElement.GetProperty("items").EnumerateArray()))
        {
            time += row[3].GetInt64();
            number += row[5].GetInt64();
            Assert.Equal((item.Start.Ticks, item.End.Ticks, item.Event), (time, time + row[4].GetInt64(), number));
            Assert.Equal(((int)item.Kind, item.Line, item.Peer), (row[0].GetInt32(), row[1].GetInt32(), row[2].GetInt32()));
            Assert.Equal(item.Text, texts[row[6].GetInt32()].GetString());
        }

        Assert.Equal(texts.GetArrayLength(), trace.Items.Select(static item => item.Text).Distinct().Count());
    }

    [Fact]
    public async Task Words_of_messages_cannot_become_markup()
    {
        var html = await Render(SampleReports.HeldWithoutFaults() with { Trace = SampleTraces.Small("</script><script>alert('x')</script>") });

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<script").Length);
        using var data = Data(html);
        Assert.Contains("</script><script>alert('x')</script>", data.RootElement.GetProperty("texts").EnumerateArray().Select(static text => text.GetString()));
    }

    [Fact]
    public async Task The_same_trace_gives_the_same_bytes() => Assert.Equal(
        await Render(SampleReports.Broken() with { Trace = SampleTraces.Busy(5_000) }),
        await Render(SampleReports.Broken() with { Trace = SampleTraces.Busy(5_000) }));

    [Fact]
    public async Task A_full_trace_stays_a_small_page()
    {
        var html = await Render(SampleReports.Broken() with { Trace = SampleTraces.Busy(20_000) });

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 300_000, 2_000_000);
    }

    private static async Task<string> Render(RunReport report)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await HtmlReport.RenderAsync(report, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static JsonDocument Data(string html) => JsonDocument.Parse(DataElement().Match(html).Groups[1].Value);

    [GeneratedRegex("<script type=\"application/json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataElement();
}
