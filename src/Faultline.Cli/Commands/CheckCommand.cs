using System.CommandLine;
using Faultline.Checking.Formats;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
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
          faultline check queue.jsonl --time-limit 60s --json
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
        var json = JsonOutput.Option();
        var command = new Command("check", Examples) { path, model, consistency, format, timeLimit, json };
        command.SetAction((parsed, cancellation) => Task.FromResult(Check(
            new CheckRequest(parsed.GetValue(path)!)
            {
                Model = parsed.GetValue(model),
                Consistency = parsed.GetValue(consistency),
                Format = parsed.GetValue(format),
                TimeLimit = TimeLimit(parsed.GetValue(timeLimit)),
            },
            parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Check(CheckRequest request, bool json, CancellationToken cancellation)
    {
        CheckReport report;
        using (var line = new ProgressLine()) report = FileCheck.Run(request with { Progress = line.ShowStage }, cancellation);
        if (json) JsonOutput.Write(CheckSummary.Of(report));
        else CheckScreen.Show(report);
        return ExitCode.Of(report.Result.Verdict);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static TimeSpan? TimeLimit(string? text)
    {
        if (text is null) return null;
        return Duration.TryParse(text, out var limit) && limit > TimeSpan.Zero && limit < TimeSpan.FromDays(1)
            ? limit
            : throw new BadInputException($"--time-limit cannot be \"{text}\": write {Duration.Form}");
    }
}
