using Faultline.Model.Operations;
using Faultline.Reports.Promises;

namespace Faultline.Reports.Tests;

public sealed class CounterexampleLayoutTests
{
    [Fact]
    public void Bars_keep_the_order_of_invocations_and_completions()
    {
        var layout = new CounterexampleLayout(
        [
            SampleReports.Entry(0, new KvPut("k1", "1"), 1, 1.004, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(1, new KvPut("k1", "2"), 1.002, 240, OperationOutcome.Ok, KvResult.Done),
            SampleReports.Entry(0, new KvGet("k1"), 239, 239.001, OperationOutcome.Ok, new KvResult(true, "1")),
        ], firstNumber: 1);

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
        var layout = new CounterexampleLayout(
        [
            SampleReports.Entry(0, new KvPut("k1", "1"), 1, 2, OperationOutcome.Info),
            SampleReports.Entry(1, new KvGet("k1"), 3, 4, OperationOutcome.Ok, new KvResult(true, null)),
        ], firstNumber: 1);

        Assert.Equal(layout.Width, layout.Bars[0].X + layout.Bars[0].Width);
        Assert.True(layout.Bars[1].X + layout.Bars[1].Width < layout.Width);
    }
}
