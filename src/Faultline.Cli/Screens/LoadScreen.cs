using System.Globalization;
using Faultline.Cli.Commands;
using Faultline.Model.Clocks;
using Faultline.Workbench.Files;
using Faultline.Workbench.Loads;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>A load curve, in the terminal.</summary>
internal static class LoadScreen
{
    public static void Show(LoadReport report, RunFolder folder)
    {
        var settings = report.Settings;
        AnsiConsole.MarkupLineInterpolated($"[bold]{settings.System}[/]: {report.SystemSummary}");
        AnsiConsole.MarkupLineInterpolated(
            $"[grey]{settings.Nodes} nodes, {settings.Clients} clients, {Duration.Format(settings.Duration)} at each rate[/]");
        AnsiConsole.WriteLine();
        var table = Words.Table("offered/s", "goodput/s", "p50", "p99", "failed", "unknown", "promises");
        foreach (var point in report.Points)
        {
            var levels = point.Levels;
            table.AddRow(
                Number(PerSecond(point.Offered)), Number(PerSecond(point.Goodput)),
                Number(Words.Milliseconds(levels.Latency.P50)), Number(Words.Milliseconds(levels.Latency.P99)),
                Number(Words.Number(levels.Failed)), Number(Words.Number(levels.Unknown)), new Markup(Words.Verdict(point.Verdict)));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"  [grey]picture[/] {Path.Combine(folder.Path, LoadCommand.ReportName)}");
    }

    private static Text Number(string text) => new Text(text).RightJustified();

    private static string PerSecond(double number) => number.ToString("N1", CultureInfo.InvariantCulture);
}
