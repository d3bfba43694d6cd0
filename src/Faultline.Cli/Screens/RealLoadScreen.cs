using System.Globalization;
using Faultline.Measurement;
using Faultline.Workbench.Files;
using Spectre.Console;

namespace Faultline.Cli.Screens;

/// <summary>The load of a real cluster, in the terminal.</summary>
internal static class RealLoadScreen
{
    public static void Show(RealLoadSummary summary)
    {
        var wanted = summary.Rate is { } rate ? $"{rate:N0} operations/s wanted" : "each client asks again when it has its answer";
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{summary.Clients} clients, {summary.Seconds:N1} s, {wanted}: [bold]{summary.PerSecond:N0} answers/s[/]");
        var table = Words.Table("", "answers", "p50", "p99", "p99.9", "max");
        Add(table, "reads", summary.ReadsMs);
        Add(table, "writes", summary.WritesMs);
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"failed {summary.Operations.Failed:N0}, unknown {summary.Operations.Unknown:N0}, never asked {summary.GivenUp:N0}");
        AnsiConsole.MarkupLineInterpolated($"  [grey]check[/] faultline check {summary.History}");
    }

    private static void Add(Table table, string what, AnsweredLatency latency)
    {
        if (latency.Count == 0) return;
        table.AddRow(
            new Text(what), Number(latency.Count.ToString("N0", CultureInfo.InvariantCulture)), Time(latency.P50), Time(latency.P99),
            Time(latency.P999), Time(latency.Max));
    }

    private static Text Time(double milliseconds) => Number(milliseconds.ToString("N2", CultureInfo.InvariantCulture) + " ms");

    private static Text Number(string text) => new Text(text).RightJustified();
}
