using System.CommandLine;
using Faultline.Checking.Formats;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Reports;
using Faultline.Workbench;
using Faultline.Workbench.Checks;
using Faultline.Workbench.Files;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline check</c>: judges a history, wherever it comes from.</summary>
internal static class CheckCommand
{
    private const string Examples = """
        Checks a history from anywhere for what was promised of it.

        Examples:
          faultline check history.jsonl
          faultline check etcd_003.log
          faultline check history.edn --model list-append --consistency snapshot-isolation
          faultline check queue.jsonl --time-limit 60s --html queue.html
        """;

    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "A history, such as the history.jsonl of a run." };
        var model = new Option<string?>("--model")
        {
            Description = $"What it is a history of: {Names(CheckedModel.All.Select(static model => model.Name))}. Default: what it holds.",
            HelpName = "MODEL",
        };
        var consistency = new Option<string?>("--consistency")
        {
            Description = "What it is held against: for objects "
                + $"{Names(Consistency.All.Where(static one => !one.IsOfTransactions).Select(static one => one.Name))}; for transactions "
                + $"{Names(Consistency.All.Where(static one => one.IsOfTransactions).Select(static one => one.Name))}. Default: the first.",
            HelpName = "NAME",
        };
        var format = new Option<string?>("--format")
        {
            Description = $"How it is written: {Names(HistoryFormat.All.Select(static format => format.Name))}. Default: as it begins.",
            HelpName = "FORMAT",
        };
        var timeLimit = new Option<string?>("--time-limit")
        {
            Description = "How long reading and checking may take, such as 60s; then the answer is undecided. Default: no limit.",
            HelpName = "TIME",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "How many threads check; the answer does not depend on it. Default: one for each core.",
            DefaultValueFactory = static _ => Environment.ProcessorCount,
            HelpName = "N",
        };
        var html = new Option<string?>("--html")
        {
            Description = "Writes what was found as a page, with the operations drawn on a time line.",
            HelpName = "FILE",
        };
        var json = JsonOutput.Option();
        var command = new Command("check", Examples) { path, model, consistency, format, timeLimit, threads, html, json };
        command.SetAction((parsed, cancellation) => CheckAsync(
            new CheckRequest(parsed.GetValue(path)!)
            {
                Model = parsed.GetValue(model),
                Consistency = parsed.GetValue(consistency),
                Format = parsed.GetValue(format),
                TimeLimit = TimeLimit(parsed.GetValue(timeLimit)),
                Threads = Threads(parsed.GetValue(threads)),
            },
            parsed.GetValue(html), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> CheckAsync(CheckRequest request, string? html, bool json, CancellationToken cancellation)
    {
        CheckReport report;
        using (var line = new ProgressLine()) report = FileCheck.Run(request with { Progress = line.ShowStage }, cancellation);
        if (html is not null) await WriteAsync(report, html, cancellation).ConfigureAwait(false);
        if (json) JsonOutput.Write(CheckSummary.Of(report));
        else CheckScreen.Show(report);
        return ExitCode.Of(report.Result.Verdict);
    }

    private static async Task WriteAsync(CheckReport report, string path, CancellationToken cancellation)
    {
        try
        {
            using var output = new StreamWriter(path);
            await HtmlReport.RenderAsync(report, output, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--html {path} cannot be written: {error.Message}", error);
        }
    }

    private static int Threads(int threads) => threads is >= 1 and <= 1024
        ? threads
        : throw new BadInputException($"--threads cannot be {threads}: write a number from 1 to 1024");

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static TimeSpan? TimeLimit(string? text)
    {
        if (text is null) return null;
        return Duration.TryParse(text, out var limit) && limit > TimeSpan.Zero && limit < TimeSpan.FromDays(1)
            ? limit
            : throw new BadInputException($"--time-limit cannot be \"{text}\": write {Duration.Form}");
    }
}
