using Faultline.Checking.Verdicts;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What a check of a history has to say.</summary>
internal static class CheckScreen
{
    public static void Show(string path, CheckResult result)
    {
        AnsiConsole.MarkupLine(result.Verdict switch
        {
            Verdict.Held => "[bold green]HELD[/]: the history is linearizable",
            Verdict.Broken => "[bold red]BROKEN[/]: the history is not linearizable",
            _ => "[bold yellow]UNDECIDED[/]: the check could not tell",
        });
        AnsiConsole.MarkupLineInterpolated($"[grey]{path}[/]: {result.Detail}");
        AnsiConsole.WriteLine();
        RunScreen.ShowEvidence("linearizable", result);
    }
}
