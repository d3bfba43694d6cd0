using Faultline.Cli.Commands;
using Faultline.Model.Clocks;
using Faultline.Workbench.Files;
using Faultline.Workbench.Shrinking;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What shrinking has come to, in the terminal.</summary>
internal static class ShrinkScreen
{
    private const int MostOperations = 20;

    public static void Show(ShrunkRun shrunk, RunFolder folder)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold red]SHRUNK[/]: the smallest run found that is still not {shrunk.Promise}");
        AnsiConsole.WriteLine();
        ShowSizes(shrunk.Before, shrunk.After);
        var removed = Words.Table("what was not needed");
        foreach (var sentence in shrunk.Removed) removed.AddRow(new Text(sentence));
        if (shrunk.Removed.Count > 0) AnsiConsole.Write(removed);
        AnsiConsole.WriteLine();
        ShowPlan(shrunk);
        ShowOperations(shrunk);
        var promise = shrunk.Run.Report.Promises.First(promise => promise.Name == shrunk.Promise);
        AnsiConsole.MarkupLineInterpolated($"[bold]{promise.Name}[/]: {promise.Result.Detail}");
        AnsiConsole.WriteLine();
        RunScreen.ShowEvidence(promise.Name, promise.Result);
        ShowWork(shrunk, folder);
    }

    private static void ShowSizes(RunSize before, RunSize after)
    {
        var table = Words.Table("", "before", "after");
        void Row(string name, string was, string now) =>
            table.AddRow(new Text(name), new Text(was).RightJustified(), new Text(now).RightJustified());

        Row("faults", Words.Number(before.Faults), Words.Number(after.Faults));
        Row("time under faults", Duration.Format(before.FaultTime), Duration.Format(after.FaultTime));
        Row("operations", Words.Number(before.Operations), Words.Number(after.Operations));
        Row("clients", Words.Number(before.Clients), Words.Number(after.Clients));
        Row("nodes", Words.Number(before.Nodes), Words.Number(after.Nodes));
        Row("virtual time", Duration.Format(before.VirtualTime), Duration.Format(after.VirtualTime));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }

    private static void ShowPlan(ShrunkRun shrunk)
    {
        if (shrunk.Run.Report.Faults.Count == 0) return;
        var table = Words.Table("fault", "from", "to", "where", "what it really did");
        foreach (var fault in shrunk.Run.Report.Faults)
        {
            table.AddRow(
                new Text(fault.Kind), new Text(Duration.Format(fault.Start)), new Text(Duration.Format(fault.End)),
                new Text(fault.Where), new Text(fault.Effect));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }

    private static void ShowOperations(ShrunkRun shrunk)
    {
        var history = shrunk.Run.Report.History.Entries;
        if (history.Count == 0) return;
        var table = Words.Table("wanted at", "client", "operation", "outcome");
        foreach (var entry in history.Take(MostOperations))
        {
            table.AddRow(
                new Text(Duration.Format(entry.Scheduled)), new Text($"c{(entry.Process % shrunk.After.Clients) + 1}"),
                new Text(entry.Operation.ToString()!), new Text(entry.Answer));
        }

        AnsiConsole.Write(table);
        if (history.Count > MostOperations) AnsiConsole.MarkupLineInterpolated($"  [grey]and {history.Count - MostOperations} more[/]");
        AnsiConsole.WriteLine();
    }

    private static void ShowWork(ShrunkRun shrunk, RunFolder folder)
    {
        var settings = shrunk.Run.Report.Settings;
        var table = Words.Table("this work", "");
        table.AddRow("tried", $"{Words.Number(shrunk.Tries)} runs in {Words.Number((long)shrunk.WallTime.TotalSeconds)} s");
        table.AddRow("seed", settings.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        table.AddRow("trace hash", shrunk.Run.Report.TraceHash);
        table.AddRow("ended", shrunk.End switch
        {
            ShrinkEnd.Minimal => "nothing more can be taken away",
            ShrinkEnd.OutOfTries => "as many runs were tried as --tries allows",
            _ => "the time was over: a longer --time-limit may find a smaller run",
        });
        table.AddRow("report", Path.Combine(folder.Path, RunFiles.ReportName));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine("[grey]repeat the small run:[/]");
        Console.Out.WriteLine("  " + Words.Command($"faultline replay {Path.Combine(folder.Path, RunFolder.RunName)}"));
    }
}
