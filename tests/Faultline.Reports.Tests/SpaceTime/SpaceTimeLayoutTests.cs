using Faultline.Reports.SpaceTime;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;
using static Faultline.Reports.Tests.SpaceTime.SampleTraces;

namespace Faultline.Reports.Tests.SpaceTime;

public sealed class SpaceTimeLayoutTests
{
    private static readonly Stretch View = new(At(15), At(15.1));

    [Fact]
    public void Time_runs_from_the_left_edge_to_the_right_one()
    {
        var scale = new SpaceTimeScale(View);

        Assert.Equal(SpaceTimeScale.Left, scale.X(View.From));
        Assert.Equal((SpaceTimeScale.Left + SpaceTimeScale.Right) / 2, scale.X(At(15.05)), 6);
        Assert.Equal(SpaceTimeScale.Right, scale.X(At(16)));
        Assert.True(scale.Shows(At(14), At(15)));
        Assert.False(scale.Shows(At(15.2), At(16)));
    }

    [Theory]
    [InlineData(10, 50, "10 s", "15 s")]
    [InlineData(15, 15.1, "15.00 s", "15.02 s")]
    [InlineData(15.0001, 15.0002, "15.00010 s", "15.00012 s")]
    public void Labels_have_as_many_digits_as_their_steps_need(double from, double until, string first, string second)
    {
        var ticks = new SpaceTimeScale(new Stretch(At(from), At(until))).Ticks();

        Assert.Equal([first, second], ticks.Take(2).Select(static tick => tick.Label));
        Assert.InRange(ticks.Count, 3, 12);
    }

    [Fact]
    public void An_arrow_ends_on_the_line_of_its_receiver_and_a_lost_one_half_way()
    {
        var (trace, layout) = Layout();

        var (x1, y1, x2, y2) = layout.Arrow(trace.Items[0]);
        var lost = layout.Arrow(trace.Items[2]);

        Assert.Equal((layout.X(At(15)), layout.Y(2), layout.X(At(15.01)), layout.Y(0)), (x1, y1, x2, y2));
        Assert.Equal((layout.Y(0) + layout.Y(1)) / 2, lost.Y2);
        Assert.True(layout.Arrow(trace.Items[7]).Y2 < layout.Y(2));
    }

    [Fact]
    public void A_line_is_broken_while_its_host_is_down()
    {
        var (_, layout) = Layout();

        Assert.Equal([(SpaceTimeScale.Left, SpaceTimeScale.Right)], layout.Up(0));
        Assert.Equal([(SpaceTimeScale.Left, layout.X(At(15.02)))], layout.Up(1));
    }

    [Fact]
    public void Timers_are_left_to_the_script_and_what_belongs_to_the_proof_is_known()
    {
        var (trace, layout) = Layout();

        Assert.DoesNotContain(layout.Items, static item => item.Kind == TraceItemKind.Timer);
        Assert.Equal(7, layout.Items.Count);
        Assert.Equal([trace.Items[0], trace.Items[1], trace.Items[3]], layout.Decisive);
    }

    [Fact]
    public void Faults_at_the_same_time_stand_above_each_other_and_those_that_find_no_room_are_left_to_the_bands()
    {
        FaultReport[] faults = [.. Enumerable.Range(0, 5).Select(number => new FaultReport("loss", At(12), At(13 + number), "n1", "bites", 1))];
        var later = new FaultReport("crash", At(13.5), At(14), "n1", "bites", 1);
        var outside = new FaultReport("pause", At(1), At(2), "n1", "bites", 1);

        var layout = new SpaceTimeLayout(Small(), View, [outside, .. faults, later]);

        Assert.Equal([0, 1, 2, 0], layout.Faults.Select(static placed => placed.Lane));
        Assert.Equal((3 * SpaceTimeLayout.FaultLaneHeight) + 8, layout.Top);
        Assert.Equal(8, Layout().Layout.Top);
    }

    [Theory]
    [InlineData("get k → 1", 200, "get k → 1")]
    [InlineData("put k = 1 → done", 61, "put k = 1…")]
    [InlineData("put k = 1 → done", 30, "")]
    public void A_text_is_cut_to_its_room_or_left_out(string text, double width, string expected) =>
        Assert.Equal(expected, SpaceTimeLayout.Fitting(text, width));

    [Fact]
    public void The_first_view_holds_all_operations_of_the_proof_where_not_too_much_happens()
    {
        var view = SpaceTimeView.Of(Busy(SpaceTimeView.MostItems / 2));

        Assert.True(view.From <= At(11) && view.Until >= At(19));
    }

    [Fact]
    public void The_first_view_of_a_busy_time_holds_the_last_operation_alone()
    {
        var trace = Busy(10_000);
        var view = SpaceTimeView.Of(trace);

        Assert.True(view.From > At(18) && view.From < At(18.9) && view.Until > At(19));
        Assert.True(new SpaceTimeLayout(trace, view, []).Items.Count <= SpaceTimeView.MostItems);
    }

    [Fact]
    public void The_first_view_around_a_moment_shows_more_of_what_came_before()
    {
        var trace = Busy(10_000);
        var moment = new DecisiveMoment(At(15), At(15), "n1 leads");

        var view = SpaceTimeView.Of(trace with { Window = trace.Window with { Focus = moment, Moments = [moment] } });

        Assert.True(At(15) - view.From > view.Until - At(15));
        Assert.InRange(new SpaceTimeLayout(trace, view, []).Items.Count, 100, SpaceTimeView.MostItems * 2);
    }

    [Fact]
    public void The_overview_counts_every_item_once_and_lost_messages_apart()
    {
        var overview = new TraceOverview(Small());

        Assert.Equal(8, overview.Counts.Sum(static column => column.Lost + column.Others));
        Assert.Equal(2, overview.Counts.Sum(static column => column.Lost));
        Assert.Equal(overview.Most, overview.Counts.Max(static column => column.Lost + column.Others));
        Assert.Equal((0, TraceOverview.Columns - 1), (overview.ColumnOf(At(0)), overview.ColumnOf(At(20))));
    }

    private static (RunTrace Trace, SpaceTimeLayout Layout) Layout()
    {
        var trace = Small();
        return (trace, new SpaceTimeLayout(trace, View, []));
    }
}
