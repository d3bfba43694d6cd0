using Faultline.Cli.Screens;
using Faultline.Reports;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Cli.Commands;

/// <summary>Writes all that a run leaves behind.</summary>
internal static class RunFiles
{
    public const string ReportName = "report.html";

    public static async Task WriteAsync(CompletedRun run, RunFolder folder, CancellationToken cancellation)
    {
        using var html = new StringWriter();
        await HtmlReport.RenderAsync(run.Report with { Trace = Record(run, cancellation) }, html, cancellation).ConfigureAwait(false);
        folder.Write(run);
        folder.WriteText(ReportName, output => output.Write(html.ToString()));
    }

    private static RunTrace Record(CompletedRun run, CancellationToken cancellation)
    {
        using var line = new ProgressLine();
        return RunTrace.Record(run, new RunOptions { Progress = line.Show, Cancellation = cancellation });
    }
}
