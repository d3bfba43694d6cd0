using Faultline.Reports;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;

namespace Faultline.Cli.Commands;

/// <summary>Writes all that a run leaves behind.</summary>
internal static class RunFiles
{
    public const string ReportName = "report.html";

    public static async Task WriteAsync(CompletedRun run, RunFolder folder, CancellationToken cancellation)
    {
        using var html = new StringWriter();
        await HtmlReport.RenderAsync(run.Report, html, cancellation).ConfigureAwait(false);
        folder.Write(run);
        folder.WriteText(ReportName, output => output.Write(html.ToString()));
    }
}
