using System.CommandLine;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Cli.Screens;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Workbench;
using Faultline.Workbench.Files;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline check</c>: judges a history, wherever it comes from.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("file")
        {
            Description = "A history as JSON Lines, such as the history.jsonl of a run of a key-value store.",
        };
        var json = JsonOutput.Option();
        var command = new Command("check", "Checks whether a history of key-value operations is linearizable.") { path, json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Check(parsed.GetValue(path)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Check(string path, bool json, CancellationToken cancellation)
    {
        var history = Read(path);
        var result = LinearizabilityChecker.Check(history, new KeyValueModel(), SearchLimits.Default, cancellation).Result;
        if (json) JsonOutput.Write(new PromiseSummary("linearizable", RunSummary.NameOf(result.Verdict), result.Detail));
        else CheckScreen.Show(path, result);
        return ExitCode.Of(result.Verdict);
    }

    private static History Read(string path)
    {
        try
        {
            var history = HistoryJson.Read(new StringReader(InputFile.ReadText(path)));
            if (history.Entries.FirstOrDefault(static entry => entry.Operation is not KvOperation) is { } other)
                throw new BadInputException($"{path} holds `{other.Operation}`: only key-value operations can be checked");
            return history;
        }
        catch (HistoryFormatException error)
        {
            throw new BadInputException($"{path} is not a history: {error.Message}", error);
        }
    }
}
