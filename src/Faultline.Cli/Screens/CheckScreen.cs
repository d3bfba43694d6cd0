using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Checks;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What a check of a history has to say.</summary>
internal static class CheckScreen
{
    public static void Show(CheckReport report)
    {
        var result = report.Result;
        AnsiConsole.MarkupLine(result.Verdict switch
        {
            Verdict.Held => $"[bold green]HELD[/]: the history is {report.Consistency}",
            Verdict.Broken => $"[bold red]BROKEN[/]: the history is not {report.Consistency}",
            _ => "[bold yellow]UNDECIDED[/]: the check could not tell",
        });
        AnsiConsole.MarkupLineInterpolated($"[grey]{report.File}[/]: {result.Detail}");
        if (report.Isolation is { Strongest.Count: > 0 } isolation)
        {
            var levels = string.Join(", ", isolation.Strongest.Select(IsolationLevels.NameOf));
            AnsiConsole.MarkupLineInterpolated($"the strongest level that it allows: [bold]{levels}[/]");
        }

        AnsiConsole.WriteLine();
        if (report.Consistency is not null) RunScreen.ShowEvidence(report.Consistency, result);
        ShowCheck(report);
    }

    private static void ShowCheck(CheckReport report)
    {
        var table = Words.Table("this check", "");
        if (report.Model is { } model) table.AddRow("model", $"{model}, read as {report.Format}");
        var known = report.Operations - report.Failed - report.Unknown;
        table.AddRow("operations", Words.Operations(known, report.Failed, report.Unknown));
        if (report.Methods.Count > 0)
        {
            table.AddRow("decided by", string.Join(", ", report.Methods.Select(
                static found => $"{CheckWords.NameOf(found.Method)}: {Words.Number(found.Parts)} part{(found.Parts == 1 ? "" : "s")}")));
        }

        table.AddRow("took", Words.Milliseconds(report.Elapsed.TotalMilliseconds));
        if (!report.HasTimes) table.AddRow("times", "the file has none: one second stands for one line or operation map");
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }
}
