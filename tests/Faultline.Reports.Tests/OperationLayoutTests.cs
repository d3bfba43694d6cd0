using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Reports.Promises;

namespace Faultline.Reports.Tests;

public sealed class OperationLayoutTests
{
    [Fact]
    public void Bars_keep_the_order_of_invocations_and_completions()
    {
        var layout = new OperationLayout(
        [
            SampleReports.Entry(0, new KvPut("k1", "1"), 1, 1.004, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(1, new KvPut("k1", "2"), 1.002, 240, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(0, new KvGet("k1"), 239, 239.001, OperationOutcome.Ok, new KvResult(true, "1")),
        ], firstNumber: 1, order: []);

        var (first, second, third) = (layout.Bars[0], layout.Bars[1], layout.Bars[2]);

        Assert.True(first.X < second.X && second.X < first.X + first.Width);
        Assert.True(first.X + first.Width < third.X);
        Assert.True(third.X + third.Width < second.X + second.Width);
        Assert.Equal((first.Y, true), (third.Y, first.Y < second.Y));
        Assert.Equal("3  get k1 → 1", third.Label);
    }

    [Fact]
    public void An_unknown_outcome_reaches_to_the_end_even_if_it_timed_out()
    {
        var layout = new OperationLayout(
        [
            SampleReports.Entry(0, new KvPut("k1", "1"), 1, 2, OperationOutcome.Info),
            SampleReports.Entry(1, new KvGet("k1"), 3, 4, OperationOutcome.Ok, new KvResult(true, null)),
        ], firstNumber: 1, order: []);

        Assert.Equal(layout.Width, layout.Bars[0].X + layout.Bars[0].Width);
        Assert.True(layout.Bars[1].X + layout.Bars[1].Width < layout.Width);
    }

    [Fact]
    public void An_order_takes_effect_within_its_operations_and_from_left_to_right()
    {
        HistoryEntry[] operations =
        [
            SampleReports.Entry(0, new KvPut("k1", "1"), 1, 9, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(1, new KvPut("k1", "2"), 2, 3, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(2, new KvPut("k1", "3"), 2.5, 7, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(1, new KvGet("k1"), 4, 6, OperationOutcome.Ok, new KvResult(true, "1")),
            SampleReports.Entry(1, new KvGet("k1"), 8, 8.5, OperationOutcome.Ok, new KvResult(true, "2")),
        ];
        HistoryEntry[] order = [operations[1], operations[2], operations[0], operations[3]];

        var layout = new OperationLayout(operations, firstNumber: 1, order);

        Assert.Equal(order, layout.Points.Select(point => point.Entry));
        Assert.Equal(layout.Points.Select(point => point.X).Order(), layout.Points.Select(point => point.X));
        Assert.All(layout.Points, point =>
        {
            var bar = layout.Bars.Single(bar => bar.Entry == point.Entry);
            Assert.InRange(point.X, bar.X + 5, bar.X + bar.Width - 5);
        });
        Assert.All(layout.Points.Zip(layout.Points.Skip(1)), pair => Assert.True(pair.Second.X - pair.First.X > 14));
    }
}
