using Faultline.Cli.Screens;
using Faultline.Model.Histories;
using Faultline.Reports;
using Faultline.Workbench;
using Faultline.Workbench.Files;
using Faultline.Workbench.RealRuns;
using Faultline.Workbench.Runs;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline run --real</c>: a run on real processes.</summary>
internal static class RealRun
{
    private const string HistoryName = "history.jsonl";
    private const string ClusterName = "cluster";

    public static async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        if (request.Seeds is not null)
            throw new BadInputException("--real and --seeds exclude each other: real processes run once, in real time");
        if (request.Shrink) throw new BadInputException("--real and --shrink exclude each other: a real run cannot be repeated exactly");
        var setup = RunSetup.Of(request.Settings, request.Plan);
        var folder = new RunFolder(request.Out ?? Path.Combine("faultline-out", $"{request.Settings.System}-real"));
        var place = Path.Combine(folder.Path, ClusterName);
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        if (RealRunner.LeftOut(setup) is { Count: > 0 } leftOut)
        {
            var names = string.Join(", ", leftOut);
            await Console.Error.WriteLineAsync($"note: left out, because they cannot be done to real processes: {names}")
                .ConfigureAwait(false);
        }

        RunReport report;
        using (var line = new ProgressLine())
            report = await RealRunner.RunAsync(setup, place, Self.Command, line.ShowStage, cancellation).ConfigureAwait(false);
        folder.WriteText(HistoryName, output => HistoryJson.Write(report.History, output));
        using var html = new StringWriter();
        await HtmlReport.RenderAsync(report, html, cancellation).ConfigureAwait(false);
        folder.WriteText(RunFiles.ReportName, output => output.Write(html.ToString()));
        if (request.Json) JsonOutput.Write(RunSummary.Of(report));
        else RunScreen.Show(new CompletedRun(setup, report, [], null), folder);
        return ExitCode.Of(report.Verdict);
    }
}
