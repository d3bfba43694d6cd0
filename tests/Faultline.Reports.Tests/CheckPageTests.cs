using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Recording;
using Faultline.Checking.Transactions;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Reports.Checks;
using Faultline.Workbench.Checks;

namespace Faultline.Reports.Tests;

public sealed class CheckPageTests
{
    private readonly HistoryRecorder _recorder = new();

    [Fact]
    public async Task A_broken_history_shows_its_operations_and_the_longest_order_of_them()
    {
        _recorder.Invoke(1, new RegisterWrite("1")).Ok(RegisterResult.Done);
        _recorder.Invoke(1, new RegisterWrite("2")).Ok(RegisterResult.Done);
        _recorder.Invoke(2, new RegisterRead()).Ok(new RegisterResult(true, "1"));

        var html = await Render(Linearizable());

        Assert.Contains("<h3>The operations that broke linearizable</h3>", html, StringComparison.Ordinal);
        Assert.Equal(2, Count(html, "<circle class=\"order-point\""));
        Assert.Equal(1, Count(html, "<g class=\"operation unplaced ok\""));
        Assert.Contains("<td class=\"number\">none</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_held_shows_the_order_that_explains_it()
    {
        var write = _recorder.Invoke(1, new RegisterWrite("1"));
        _recorder.Invoke(2, new RegisterRead()).Ok(new RegisterResult(true, "1"));
        write.Ok(RegisterResult.Done);

        var html = await Render(Linearizable());

        Assert.Contains("The order that explains the register", html, StringComparison.Ordinal);
        Assert.Equal(2, Count(html, "<circle class=\"order-point\""));
        Assert.DoesNotContain("operation unplaced ok", html, StringComparison.Ordinal);
        Assert.Contains("register zones", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cycle_of_transactions_has_an_arrow_and_a_reason_for_each_step()
    {
        var history = WriteSkew();
        var found = TransactionChecker.Check(history, cancellation: TestContext.Current.CancellationToken);

        var html = await Render(new CheckReport
        {
            File = "skew.edn",
            Format = "jepsen",
            Model = "list-append",
            Consistency = "strict-serializable",
            History = history,
            Operations = history.Entries.Count,
            Result = found.Result,
            Isolation = found,
        });

        Assert.Contains("<h3>G2-item</h3>", html, StringComparison.Ordinal);
        Assert.Equal(2, Count(html, "<g class=\"dependency anti\""));
        Assert.Equal(2, Count(html, "<g class=\"transaction\""));
        Assert.Contains("<li>T1 read x = [], without 1, which T2 appended</li>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_of_a_cycle_stand_inside_the_drawing_and_apart()
    {
        var cycle = TransactionChecker.Check(WriteSkew(), cancellation: TestContext.Current.CancellationToken).Anomalies[0].Cycle;

        foreach (var steps in new[] { cycle, [.. cycle, .. cycle], [.. cycle, .. cycle, .. cycle, .. cycle] })
        {
            var layout = new CycleLayout(steps);

            Assert.All(layout.Boxes, box =>
            {
                Assert.InRange(box.X, box.Width / 2, layout.Width - (box.Width / 2));
                Assert.InRange(box.Y, box.Height / 2, layout.Height - (box.Height / 2));
            });
            Assert.All(layout.Boxes.SelectMany((box, place) => layout.Boxes.Skip(place + 1), (one, other) => (one, other)), pair =>
                Assert.True(Math.Abs(pair.one.X - pair.other.X) >= pair.one.Width || Math.Abs(pair.one.Y - pair.other.Y) >= pair.one.Height));
        }
    }

    private History WriteSkew()
    {
        var first = _recorder.Invoke(0, new Transaction([new(StepKind.Read, "x"), new(StepKind.Append, "y", "1")]));
        var second = _recorder.Invoke(1, new Transaction([new(StepKind.Read, "y"), new(StepKind.Append, "x", "1")]));
        first.Ok(new TransactionResult([new(StepKind.Read, "x", List: []), new(StepKind.Append, "y", "1")]));
        second.Ok(new TransactionResult([new(StepKind.Read, "y", List: []), new(StepKind.Append, "x", "1")]));
        _recorder.Invoke(0, new Transaction([new(StepKind.Read, "x"), new(StepKind.Read, "y")]))
            .Ok(new TransactionResult([new(StepKind.Read, "x", List: ["1"]), new(StepKind.Read, "y", List: ["1"])]));
        return _recorder.ToHistory();
    }

    private CheckReport Linearizable()
    {
        var history = _recorder.ToHistory();
        var found = LinearizabilityChecker.Check(history, new RegisterModel());
        return new CheckReport
        {
            File = "register.jsonl",
            Format = "faultline",
            Model = "register",
            Consistency = "linearizable",
            History = history,
            Operations = history.Entries.Count,
            Result = found.Result,
            Parts = found.ByPart,
        };
    }

    private static async Task<string> Render(CheckReport report)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await HtmlReport.RenderAsync(report, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
