using System.CommandLine;
using System.Text.Json;
using Faultline.Cli.Screens;
using Faultline.Reports;
using Faultline.Workbench.Files;
using Faultline.Workbench.Loads;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline load</c>: the same run at several rates.</summary>
internal static class LoadCommand
{
    public const string ReportName = "load.html";

    private const string JsonName = "load.json";

    public static Command Create()
    {
        var options = new RunArguments();
        var rates = new Option<string>("--rates")
        {
            Description = "The rates, in operations a second of all clients together.",
            HelpName = "N,N,...",
            Required = true,
        };
        var command = new Command("load", "Runs a system at several rates, and shows what users got against what they wanted.") { rates };
        options.AddTo(command, "--rate", "--seeds", "--keep-going", "--threads", "--shrink");
        command.SetAction((parsed, cancellation) =>
            Load(options.Read(parsed), LoadCurve.ParseRates(parsed.GetValue(rates)!), cancellation));
        return command;
    }

    private static async Task<int> Load(RunRequest request, IReadOnlyList<int> rates, CancellationToken cancellation)
    {
        LoadReport report;
        using (var line = new ProgressLine())
            report = LoadCurve.Run(request.Settings, request.Plan, rates, line.Show, cancellation);

        using var html = new StringWriter();
        await HtmlReport.RenderAsync(report, html, cancellation).ConfigureAwait(false);
        var summary = LoadSummary.Of(report);
        var folder = new RunFolder(request.Out ?? Path.Combine("faultline-out", $"{request.Settings.System}-load"));
        folder.WriteText(JsonName, output => output.WriteLine(JsonSerializer.Serialize(summary, FileJson.Readable.LoadSummary)));
        folder.WriteText(ReportName, output => output.Write(html.ToString()));
        if (request.Json) JsonOutput.Write(summary);
        else LoadScreen.Show(report, folder);
        return ExitCode.Of(report.Verdict);
    }
}
