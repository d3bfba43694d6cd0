using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Files;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What a campaign has to say, in the terminal.</summary>
internal static class CampaignScreen
{
    private const int MostFindings = 20;

    public static void Show(CampaignReport report, RunFolder? folder)
    {
        var notHeld = report.Runs.Count(static run => run.NotHeld.Count > 0);
        var seeds = $"{Words.Number(notHeld)} of {Words.Number(report.Runs.Count)} seeds";
        AnsiConsole.MarkupLine(report.Verdict switch
        {
            Verdict.Held => $"[bold green]HELD[/]: every promise was kept with all {Words.Number(report.Runs.Count)} seeds",
            Verdict.Broken => $"[bold red]BROKEN[/]: with {seeds} a promise was not held",
            Verdict.Exceeded => $"[bold blue]EXCEEDED[/]: with {seeds} a promise was not held, and more went wrong than it covers",
            _ => $"[bold yellow]UNDECIDED[/]: with {seeds} a check could not tell",
        });
        AnsiConsole.WriteLine();
        ShowFindings(report, notHeld);
        var faults = Words.Table("fault", "count", "what it really did");
        foreach (var kind in report.FaultKinds)
        {
            var on = report.Settings.Swarm ? $"on in {Words.Number(report.SeedsWith(kind.Kind))} seeds: " : "";
            faults.AddRow(new Text(kind.Kind), new Text(Words.Number(kind.Count)).RightJustified(), new Text(on + Words.Effect(kind)));
        }

        if (report.FaultKinds.Count > 0) AnsiConsole.Write(faults);
        AnsiConsole.WriteLine();

        var operations = report.Operations;
        var virtualSeconds = report.Runs.Sum(static run => run.VirtualTime.TotalSeconds);
        var table = Words.Table("these runs", "");
        table.AddRow("operations", Words.Operations(operations.Ok, operations.Failed, operations.Unknown));
        table.AddRow("time", Words.Speed(TimeSpan.FromSeconds(virtualSeconds), report.WallTime));
        table.AddRow("seeds", report.Seeds.ToString());
        table.AddRow("trace hash", report.TraceHash);
        if (folder is not null) table.AddRow("first finding", folder.Path);
        AnsiConsole.Write(table);
    }

    private static void ShowFindings(CampaignReport report, int notHeld)
    {
        if (notHeld == 0) return;
        var table = Words.Table("seed", "promise", "verdict", "finding");
        foreach (var run in report.Runs.Where(static run => run.NotHeld.Count > 0).Take(MostFindings))
            foreach (var promise in run.NotHeld)
            {
                table.AddRow(
                    new Text(run.Seed.ToString(CultureInfo.InvariantCulture)), new Text(promise.Name),
                    new Markup(Words.Verdict(promise.Result.Verdict)), new Text(promise.Result.Detail));
            }

        AnsiConsole.Write(table);
        if (notHeld > MostFindings) AnsiConsole.MarkupLineInterpolated($"  [grey]and {notHeld - MostFindings} more seeds[/]");
        AnsiConsole.WriteLine();
    }
}
