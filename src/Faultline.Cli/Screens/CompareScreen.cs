using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Workbench.Comparisons;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>A comparison, in the terminal: one table, what went wrong, and which system to use when.</summary>
internal static class CompareScreen
{
    /// <summary>It is no wider, however wide the terminal is, and as wide where there is no terminal.</summary>
    private const int MostWidth = 120;

    private const int LabelWidth = 24;

    private const int SystemWidth = 19;

    public static void Show(ComparisonReport report, string? page)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = MostWidth;
        console.Write(TableOf(report));
        console.WriteLine();
        foreach (var line in Notes(report)) Line(console, 2, $"[grey]{Markup.Escape(line)}[/]");
        var findings = ComparisonWords.Findings(report);
        if (findings.Count > 0)
        {
            console.WriteLine();
            console.MarkupLine("  [bold]Not held[/]");
            foreach (var finding in findings) Line(console, 2, Markup.Escape(finding));
        }

        console.WriteLine();
        console.MarkupLine("  [bold]Which one?[/]");
        foreach (var advice in report.Advice)
        {
            console.MarkupLineInterpolated($"  {advice.Where}: [bold]{advice.System ?? "none"}[/]");
            Line(console, 4, $"[grey]rule: {Markup.Escape(advice.Rule)}[/]");
            Line(console, 4, Markup.Escape(advice.Facts));
        }

        if (page is null) return;
        console.WriteLine();
        console.MarkupLineInterpolated($"  [grey]page[/] {page}");
    }

    /// <summary>A line whose further lines, where it is too long, begin under its beginning.</summary>
    private static void Line(IAnsiConsole console, int indent, string markup) =>
        console.Write(new Padder(new Markup(markup), new Padding(indent, 0, 0, 0)));

    private static Table TableOf(ComparisonReport report)
    {
        var table = new Table().NoBorder();
        table.Width = Math.Min(AnsiConsole.Profile.Width, LabelWidth + (report.Systems.Count * SystemWidth));
        table.AddColumn(new TableColumn("").PadLeft(2).NoWrap());
        foreach (var system in report.Systems) table.AddColumn(new TableColumn($"[bold]{system.Name}[/]").PadLeft(1).NoWrap());
        Row("nodes", ComparisonWords.Nodes);
        Row("anyone may join", static system => system.IsOpen ? "yes" : "no");
        Row("one order of all", static system => system.IsLinearizable ? "promised" : "not promised");
        Row("a run lasts", static system => ComparisonWords.Time(system.Settings.Duration));
        Row("wanted/s", static system => ComparisonWords.Number(system.Costs.Wanted));
        Row("answered/s", static system => ComparisonWords.Number(system.Costs.Answered));
        var isSought = report.Request.FindsMost;
        if (isSought) Row("at most/s", static system => ComparisonWords.Sustained(system.Sustained));
        Row("write final, median", static system => ComparisonWords.Time(system.Costs.MedianWrite));
        Row("write final, p99", static system => ComparisonWords.Time(system.Costs.P99Write));
        Row("messages/operation", static system => ComparisonWords.Number(system.Costs.Messages));
        Row("bytes/operation", static system => ComparisonWords.Number(system.Costs.Bytes));
        Row("hashes/operation", static system => ComparisonWords.Number(system.Costs.Hashes));
        foreach (var situation in report.Situations)
        {
            table.AddRow(
                [new Markup(ComparisonWords.Of(situation)), .. report.Systems.Select(system => new Markup(Colored(system[situation])))]);
            if (report.Systems.All(system => ComparisonWords.Service(system[situation]).Length == 0)) continue;
            Row("  served, back after", system => ComparisonWords.Service(system[situation]));
        }

        return table;

        void Row(string name, Func<SystemComparison, string> cell) => table.AddRow(
            [new Markup($"[grey]{name}[/]"), .. report.Systems.Select(system => new Markup(Markup.Escape(cell(system))))]);
    }

    private static string Colored(SituationReport report) => ComparisonWords.Of(report) switch
    {
        "held" => "[green]held[/]",
        "broken" => "[red]broken[/]",
        "exceeded" => "[blue]exceeded[/]",
        "standstill" => "[yellow]standstill[/]",
        "undecided" => "[yellow]undecided[/]",
        var other => $"[grey]{Markup.Escape(other)}[/]",
    };

    private static IEnumerable<string> Notes(ComparisonReport report)
    {
        var request = report.Request;
        yield return string.Create(
            CultureInfo.InvariantCulture, $"seeds {request.Seeds}, of which the worst counts; {request.Clients} users");
        yield return "one liar: each seed lies in another way";
        yield return ComparisonWords.MeaningOfNewcomer;
        yield return "served: answers while the fault lasts, of those without it";
        yield return "back: after the fault, until the last who waited then had an answer";
        yield return "exceeded: a promise failed that does not cover what happened";
        yield return "standstill: held, but next to nobody was served";
        if (request.FindsMost) yield return ComparisonWords.MeaningOfSustained;
        if (report.Systems.Any(static system => system.Confirmations is not null))
        {
            var finality = request.Finality;
            yield return $"final: a risk below {ComparisonWords.Risk(finality.Risk)} that whoever has "
                + $"{ComparisonWords.Risk(finality.AttackerShare)} of the hash rate takes it back ("
                + string.Join(", ", report.Systems.Where(static system => system.Confirmations is not null)
                    .Select(static system => $"{system.Name}: {system.Confirmations} confirmations")) + ")";
        }

        if (report.Systems.DistinctBy(static system => system.Settings.Duration).Count() > 1)
        {
            yield return "a run lasts as long in proportion to the system's own runs as "
                + $"{Duration.Format(request.Duration)} to 5m, or longer where progress is promised later; so with its faults and its rate";
        }
    }
}
