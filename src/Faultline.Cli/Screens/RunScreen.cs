using System.Globalization;
using Faultline.Checking.Verdicts;
using Faultline.Cli.Commands;
using Faultline.Model.Clocks;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What a run has to say, in the terminal.</summary>
internal static class RunScreen
{
    private const int MostEvidence = 12;

    public static void Show(CompletedRun run, RunFolder? folder)
    {
        var report = run.Report;
        var settings = report.Settings;
        AnsiConsole.MarkupLineInterpolated($"[bold]{settings.System}[/]: {report.SystemSummary}");
        var operations = report.ScriptedOperations is { } listed
            ? $"{Words.Number(listed)} operations as listed"
            : $"{settings.Rate.ToString("#,0.######", CultureInfo.InvariantCulture)} operations/s";
        var load = $"{settings.Nodes} nodes, {settings.Clients} clients, {operations}";
        AnsiConsole.MarkupLineInterpolated($"[grey]{load}, {Duration.Format(settings.Duration)}, faults: {Faults(run)}[/]");
        if (settings.NetworkWords != RunSetup.DefaultsOf(settings.System).NetworkWords)
            AnsiConsole.MarkupLineInterpolated($"[grey]network: {settings.NetworkWords}[/]");
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine(report.Verdict switch
        {
            Verdict.Held => "[bold green]HELD[/]: every promise was kept",
            Verdict.Broken => "[bold red]BROKEN[/]: a promise was broken",
            Verdict.Exceeded => "[bold blue]EXCEEDED[/]: a promise failed, and more went wrong than it covers",
            _ => "[bold yellow]UNDECIDED[/]: not every check could tell",
        });
        if (report.StoppedAt is { } stopped)
        {
            var when = $"{Duration.Format(stopped)} of {Duration.Format(settings.Duration)}";
            AnsiConsole.MarkupLineInterpolated($"It ended at {when}, at the first violation of linearizability.");
        }

        if (report.NotCovered is { } notCovered) AnsiConsole.MarkupLineInterpolated($"{notCovered}");
        AnsiConsole.WriteLine();
        ShowPromises(report);
        foreach (var promise in report.Promises) ShowEvidence(promise.Name, promise.Result);
        ShowService(report);
        ShowFaults(report);
        ShowRun(report, folder);
    }

    /// <summary>The operations that prove a finding.</summary>
    public static void ShowEvidence(string promise, CheckResult result)
    {
        if (result.Evidence.Count == 0) return;
        AnsiConsole.MarkupLineInterpolated($"[bold]These operations break the promise {promise}:[/]");
        var table = Words.Table("from", "to", "process", "operation", "outcome");
        foreach (var entry in result.Evidence.Take(MostEvidence))
        {
            table.AddRow(
                new Text(Duration.Format(entry.Invoked.Time)),
                new Text(entry.Outcome == Model.Operations.OperationOutcome.Ok ? Duration.Format(entry.Completed.Time) : "open"),
                new Text(entry.Process.ToString(CultureInfo.InvariantCulture)),
                new Text(entry.Operation.ToString()!),
                new Text(entry.Answer));
        }

        AnsiConsole.Write(table);
        if (result.Evidence.Count > MostEvidence)
            AnsiConsole.MarkupLineInterpolated($"  [grey]and {result.Evidence.Count - MostEvidence} more[/]");
        AnsiConsole.WriteLine();
    }

    private static string Faults(CompletedRun run) => run switch
    {
        { Setup.HasDrawnPlan: false } => $"{run.Plan.Faults.Count} as listed",
        { Report.Swarm: { } swarm } => $"{run.Report.Settings.Faults}, of which this seed has on: {string.Join(", ", swarm)}",
        _ => run.Report.Settings.Faults,
    };

    private static void ShowPromises(RunReport report)
    {
        var table = Words.Table("promise", "verdict", "finding");
        foreach (var promise in report.Promises)
        {
            table.AddRow(
                new Text(promise.Name), new Markup(Words.Verdict(promise.Result.Verdict)), new Text(promise.Result.Detail));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }

    private static void ShowService(RunReport report)
    {
        var levels = report.ServiceLevels;
        var table = Words.Table("users got", "");
        table.AddRow("operations", Words.Operations(levels.Ok, levels.Failed, levels.Unknown));
        table.AddRow("availability", Words.Percent(levels.Availability));
        var latency = levels.Latency;
        table.AddRow(
            "latency",
            $"p50 {Words.Milliseconds(latency.P50)}, p99 {Words.Milliseconds(latency.P99)}, max {Words.Milliseconds(latency.Max)}");
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }

    private static void ShowFaults(RunReport report)
    {
        if (report.FaultKinds.Count == 0) return;
        var table = Words.Table("fault", "count", "what it really did");
        foreach (var kind in report.FaultKinds)
            table.AddRow(new Text(kind.Kind), new Text(Words.Number(kind.Count)).RightJustified(), new Text(Words.Effect(kind)));
        AnsiConsole.Write(table);
        if (InertFaults.Sentence(report.Faults) is { } inert) AnsiConsole.MarkupLineInterpolated($"  [yellow]{inert}[/]");
        AnsiConsole.WriteLine();
    }

    private static void ShowRun(RunReport report, RunFolder? folder)
    {
        var table = Words.Table("this run", "");
        var network = report.Network;
        table.AddRow("time", Words.Speed(report.VirtualTime, report.WallTime));
        table.AddRow(
            "work",
            (report.IsReal ? "" : $"{Words.Number(report.Events)} events, ")
            + $"{Words.Number(network.Sent)} messages, {Words.Number(network.Bytes)} bytes");
        if (network.Losses.Count > 0)
            table.AddRow("lost", string.Join(", ", network.Losses.Select(static loss => $"{Words.Number(loss.Messages)} {loss.Reason}")));
        table.AddRow("seed", report.Settings.Seed.ToString(CultureInfo.InvariantCulture));
        if (report.IsReal) table.AddRow("ran on", "real processes, in real time");
        else table.AddRow("trace hash", report.TraceHash);
        table.AddRow("build", report.Build);
        if (folder is not null) table.AddRow("report", Path.Combine(folder.Path, RunFiles.ReportName));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
        if (folder is null) return;

        // Commands go out as they are: a broken line could not be pasted.
        AnsiConsole.MarkupLine(report.IsReal ? "[grey]run the same again:[/]" : "[grey]repeat this very run:[/]");
        if (!report.IsReal)
            Console.Out.WriteLine("  " + Words.Command($"faultline replay {Path.Combine(folder.Path, RunFolder.RunName)}"));
        if (report.Command.StartsWith("faultline run", StringComparison.Ordinal))
            Console.Out.WriteLine("  " + Words.Command(report.Command));
    }
}
