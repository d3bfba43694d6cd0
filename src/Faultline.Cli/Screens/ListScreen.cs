using Faultline.Model.Systems;
using Faultline.Simulation.Faults;
using Faultline.Systems;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>What there is.</summary>
internal static class ListScreen
{
    public static void ShowAll()
    {
        var systems = Words.Table("system", "what it is");
        foreach (var system in SystemCatalog.All) systems.AddRow(new Text(system.Name), new Text($"{system.Summary} ({system.Source})"));
        AnsiConsole.Write(systems);
        AnsiConsole.WriteLine();

        var faults = Words.Table("fault", "group", "what goes wrong");
        foreach (var kind in FaultKinds.All) faults.AddRow(new Text(kind.Name), new Text(kind.Group), new Text(kind.Summary));
        AnsiConsole.Write(faults);
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine("[grey]run one (`all` means all but the byzantine ones):[/]");
        Console.Out.WriteLine("  " + Words.Command("faultline run kv-paxos --faults network,crash"));
        AnsiConsole.MarkupLine("[grey]see what it promises and can be told:[/]");
        Console.Out.WriteLine("  " + Words.Command("faultline list kv-paxos"));
    }

    public static void Show(SystemDefinition system)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{system.Name}[/]: {system.Summary}");
        var nodes = $"{system.DefaultNodes} nodes unless told otherwise, {system.LeastNodes} to {system.MostNodes} possible";
        AnsiConsole.MarkupLineInterpolated($"[grey]{system.Source}; {nodes}[/]");
        AnsiConsole.WriteLine();
        var cluster = Cluster.Of(system.DefaultNodes, 1, new SystemOptions(system.Options));
        var promises = Words.Table("promises that");
        foreach (var promise in system.Promises(cluster)) promises.AddRow(new Text(promise.Statement));
        AnsiConsole.Write(promises);
        var tolerance = system.Tolerates(cluster);
        AnsiConsole.MarkupLineInterpolated(tolerance == new FaultTolerance()
            ? (FormattableString)$"  [grey]as long as no node lies and no disk is damaged[/]"
            : $"  [grey]as long as at most {tolerance.LyingNodes} nodes lie and {tolerance.DamagedDisks} disks are damaged[/]");
        AnsiConsole.WriteLine();

        if (system.Options.Count == 0) return;
        var options = Words.Table("option", "default", "what it is");
        foreach (var option in system.Options)
        {
            var allowed = option.Allowed.Count > 0 ? $" ({string.Join(", ", option.Allowed)})" : "";
            options.AddRow(new Text(option.Name), new Text(option.Default), new Text(option.Description + allowed));
        }

        AnsiConsole.Write(options);
    }
}
