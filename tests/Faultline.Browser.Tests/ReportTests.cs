namespace Faultline.Browser.Tests;

/// <summary>A person opens a report from the disk, offline, and clicks through it.</summary>
public sealed class ReportTests(Chromium chromium, ReportPages pages) : IClassFixture<Chromium>, IClassFixture<ReportPages>
{
    [Fact]
    public async Task A_broken_run_opens_at_the_operation_that_completes_the_proof()
    {
        await using var page = await chromium.OpenAsync(pages.Broken);

        Assert.True(await page.CountAsync(".diagram .asked.decisive") > 0);
        Assert.True(await page.CountAsync(".diagram .message.decisive") > 0);
        Assert.True(await page.CountAsync(".diagram .message") < 500);
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task An_operation_of_the_counterexample_leads_to_its_place_in_the_diagram()
    {
        await using var page = await chromium.OpenAsync(pages.Broken);
        var first = await page.ViewAsync();

        await page.ClickAsync(".counterexample tr.linked button");
        var fromTable = await page.ViewAsync();
        var words = await page.Detail.InnerTextAsync();
        await page.ClickAsync(".counterexample g.operation.linked >> nth=1");

        Assert.NotEqual(first, fromTable);
        Assert.NotEqual(fromTable, await page.ViewAsync());
        Assert.Equal(1, await page.CountAsync(".diagram .asked.chosen"));
        Assert.Contains(await page.Find(".counterexample tr.linked code").First.InnerTextAsync(), words, StringComparison.Ordinal);
        Assert.True(await page.Diagram.EvaluateAsync<bool>("diagram => diagram.getBoundingClientRect().top < innerHeight"));
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task Keys_and_buttons_zoom_move_and_go_back()
    {
        await using var page = await chromium.OpenAsync(pages.Held);
        var first = await page.ViewAsync();

        await page.PressAsync("+");
        var near = await page.ViewAsync();
        await page.PressAsync("ArrowRight");
        var later = await page.ViewAsync();
        await page.PressAsync("-");
        var far = await page.ViewAsync();
        await page.PressAsync("0");
        var back = await page.ViewAsync();
        await page.ClickAsync("[data-do=in]");

        Assert.Equal((first.Until - first.From) / 2, near.Until - near.From, 1.0);
        Assert.True(later.From > near.From);
        Assert.Equal(first.Until - first.From, far.Until - far.From, 1.0);
        Assert.Equal(first, back);
        Assert.Equal(near, await page.ViewAsync());
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task A_message_says_what_it_is_and_keeps_its_words_when_clicked()
    {
        await using var page = await chromium.OpenAsync(pages.Broken);

        await page.Find(".diagram .message.decisive").First.HoverAsync();
        var told = await page.Tip.InnerTextAsync();
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();

        Assert.Matches(@"^[nc]\d+ → [nc]\d+: Session\w+ \{ .+ \}", told);
        Assert.Contains("event ", told, StringComparison.Ordinal);
        Assert.Equal(told, await page.Detail.InnerTextAsync());
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task The_picture_can_be_dragged_and_the_strip_chooses_a_time()
    {
        await using var page = await chromium.OpenAsync(pages.Held);
        var first = await page.ViewAsync();

        await DragAsync(page, ".diagram", 0.6, 0.4);
        var dragged = await page.ViewAsync();
        await DragAsync(page, ".overview", 0.2, 0.5);
        var brushed = await page.ViewAsync();

        Assert.True(dragged.From > first.From);
        Assert.Equal(first.Until - first.From, dragged.Until - dragged.From, 1.0);
        Assert.True(brushed.Until - brushed.From > 2 * (first.Until - first.From));
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task A_held_run_shows_who_was_down_and_its_timers_on_demand()
    {
        await using var page = await chromium.OpenAsync(pages.Held);

        await page.ClickAsync("[data-do=all]");
        Assert.Equal(2, await page.CountAsync(".diagram .outage"));
        Assert.True(await page.CountAsync(".diagram .state-label") > 0);
        await page.ClickAsync("[data-do=reset]");
        Assert.Equal(0, await page.CountAsync(".diagram .timer"));
        await page.ClickAsync("[data-show=timers]");
        Assert.True(await page.CountAsync(".diagram .timer") > 0);
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task Twenty_thousand_steps_are_counted_until_one_zooms_in()
    {
        await using var page = await chromium.OpenAsync(pages.Crowded);

        await page.ClickAsync("[data-do=all]");
        var crowd = await page.CountAsync(".diagram .crowd");
        var elements = await page.CountAsync(".diagram *");
        for (var step = 0; step < 12 && await page.CountAsync(".diagram .message") == 0; step++) await page.PressAsync("+");

        Assert.True(crowd > 100);
        Assert.True(elements < 12_000, $"the diagram of everything has {elements} elements");
        Assert.InRange(await page.CountAsync(".diagram .message"), 1, 1_500);
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task A_client_in_the_time_line_leads_to_its_operation()
    {
        await using var page = await chromium.OpenAsync(pages.Broken);

        await page.Find("#clients .time-chart svg").ScrollIntoViewIfNeededAsync();
        var frame = await page.Find("#clients .recorded").BoundingBoxAsync();
        await page.Mouse.ClickAsync(frame!.X + (frame.Width / 2), frame.Y + (frame.Height / 3));
        await page.DrawnAsync();

        Assert.Contains(": ", await page.Detail.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.CountAsync(".diagram .asked.chosen"));
        page.IsWithoutComplaint();
    }

    [Fact]
    public async Task Without_script_the_picture_stands_still_and_says_the_same()
    {
        await using var still = await chromium.OpenAsync(pages.Broken, script: false);
        await using var live = await chromium.OpenAsync(pages.Broken);

        Assert.False(await still.Find("#moment .tools").IsVisibleAsync());
        foreach (var sign in (string[])[".asked", ".asked.decisive", ".message", ".message.decisive", ".disk", ".state", ".host", ".outage", ".fault"])
            Assert.Equal(await live.CountAsync(".diagram .drawing " + sign), await still.CountAsync(".diagram .drawing " + sign));
        still.IsWithoutComplaint();
    }

    private static async Task DragAsync(OpenPage page, string selector, double from, double to)
    {
        await page.Find(selector).ScrollIntoViewIfNeededAsync();
        var box = (await page.Find(selector).BoundingBoxAsync())!;
        var y = box.Y + (box.Height * 0.4f);
        await page.Mouse.MoveAsync(box.X + (box.Width * (float)from), y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * (float)to), y, new() { Steps = 4 });
        await page.Mouse.UpAsync();
    }
}
