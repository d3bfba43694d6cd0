using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Model.Clocks;
using Faultline.Workbench;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Shrinking;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline shrink</c>: makes a run that broke a promise as small as it can be.</summary>
internal static class ShrinkCommand
{
    /// <summary>The folder of a shrunk run, inside the one of the run that it was made from.</summary>
    private const string FolderName = "shrunk";

    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "The run.json of a run in which a promise was broken." };
        var promise = new Option<string?>("--promise")
        {
            Description = "The promise that must still be broken. Default: the first that the run broke.",
            HelpName = "NAME",
        };
        var timeLimit = new Option<string?>("--time-limit")
        {
            Description = "The longest that it takes. Default: 60s.",
            HelpName = "TIME",
        };
        var tries = new Option<int?>("--tries") { Description = "The most runs that are tried. Default: 20000.", HelpName = "N" };
        var folder = new Option<string?>("--out")
        {
            Description = "The folder for what the small run leaves behind. Default: shrunk, beside the run.json.",
            HelpName = "DIR",
        };
        var json = JsonOutput.Option();
        var command = new Command("shrink", "Finds the smallest run that still breaks the same promise, and writes it down.")
        {
            path, promise, timeLimit, tries, folder, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new ShrinkOptions
            {
                Promise = parsed.GetValue(promise),
                TimeLimit = TimeLimit(parsed.GetValue(timeLimit)),
                Tries = Tries(parsed.GetValue(tries)),
                Cancellation = cancellation,
            };
            return Shrink(parsed.GetValue(path)!, options, parsed.GetValue(folder), parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Shrinks a run that has been, and writes the result.</summary>
    public static async Task<ShrunkRun> ShrinkAsync(CompletedRun run, RunFolder folder, ShrinkOptions options)
    {
        ShrunkRun shrunk;
        using (var line = new ProgressLine()) shrunk = Shrinker.Shrink(run, options with { Progress = line.Show });
        await RunFiles.WriteAsync(shrunk.Run, folder, options.Cancellation).ConfigureAwait(false);
        return shrunk;
    }

    /// <summary>The folder of the shrunk run of a run.</summary>
    public static RunFolder FolderIn(string path) => new(Path.Combine(path, FolderName));

    private static async Task<int> Shrink(string path, ShrinkOptions options, string? folder, bool json)
    {
        var setup = RunFile.Read(path).Setup();
        CompletedRun run;
        using (var line = new ProgressLine())
            run = Runner.Run(setup, new RunOptions { Progress = line.Show, Cancellation = options.Cancellation });
        var place = folder is null ? FolderIn(Path.GetDirectoryName(path) ?? "") : new RunFolder(folder);
        var shrunk = await ShrinkAsync(run, place, options).ConfigureAwait(false);
        if (json) JsonOutput.Write(ShrinkSummary.Of(shrunk, place));
        else ShrinkScreen.Show(shrunk, place);
        return ExitCode.Of(shrunk.Run.Report.Verdict);
    }

    private static TimeSpan TimeLimit(string? text)
    {
        if (text is null) return new ShrinkOptions().TimeLimit;
        return Duration.TryParse(text, out var limit) && limit > TimeSpan.Zero
            ? limit
            : throw new BadInputException($"--time-limit cannot be \"{text}\": write {Duration.Form}");
    }

    private static int Tries(int? tries) => tries switch
    {
        null => new ShrinkOptions().Tries,
        > 0 => tries.Value,
        _ => throw new BadInputException($"--tries cannot be {tries}: give 1 or more"),
    };
}
