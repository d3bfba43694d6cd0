using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Runs;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>How numbers, verdicts and operations look in the terminal.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double milliseconds) => milliseconds.ToString("N1", CultureInfo.InvariantCulture) + " ms";

    public static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    public static string Operations(long ok, long failed, long unknown) =>
        $"{Number(ok)} ok, {Number(failed)} failed, {Number(unknown)} unknown";

    public static string Speed(TimeSpan virtualTime, TimeSpan wallTime) => string.Create(
        CultureInfo.InvariantCulture,
        $"{virtualTime.TotalSeconds:N0} s of virtual time in {wallTime.TotalSeconds:N1} s, {virtualTime / wallTime:N0} times as fast");

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Checking.Verdicts.Verdict.Held => "[green]held[/]",
        Checking.Verdicts.Verdict.Broken => "[red]broken[/]",
        Checking.Verdicts.Verdict.Exceeded => "[blue]exceeded[/]",
        _ => "[yellow]undecided[/]",
    };

    /// <summary>What faults of a kind did, and how many of them nothing.</summary>
    public static string Effect(FaultKindReport kind) => kind.Inert == 0 ? kind.Effect
        : kind.Inert == kind.Count ? "inert: no effect"
        : $"{kind.Effect} ({Number(kind.Inert)} inert)";

    /// <summary>A table without lines, whose first columns stay together.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table().NoBorder();
        foreach (var (index, column) in columns.Index())
        {
            var shown = new TableColumn($"[grey]{column}[/]").PadLeft(index == 0 ? 2 : 1).PadRight(1);
            table.AddColumn(index < columns.Length - 1 ? shown.NoWrap() : shown);
        }

        return table;
    }

    /// <summary>A command that works in the folder from which this one was started.</summary>
    public static string Command(string command)
    {
        const string name = "faultline ";
        var fromSource = AppContext.BaseDirectory.Contains(
            Path.Combine("artifacts", "bin", "Faultline.Cli"), StringComparison.Ordinal);
        return fromSource && command.StartsWith(name, StringComparison.Ordinal)
            ? "dotnet run -c Release --project src/Faultline.Cli -- " + command[name.Length..]
            : command;
    }
}
