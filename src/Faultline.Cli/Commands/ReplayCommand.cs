using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Workbench.Files;
using Faultline.Workbench.Replays;
using Faultline.Workbench.Runs;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline replay</c>: repeats a run from its file and compares every event.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("file") { Description = "The run.json of a run; its trace.bin should lie beside it." };
        var json = JsonOutput.Option();
        var command = new Command("replay", "Repeats a run from its run.json, and fails loudly where the trace differs.") { path, json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Replay(parsed.GetValue(path)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Replay(string path, bool json, CancellationToken cancellation)
    {
        ReplayResult result;
        using (var line = new ProgressLine())
            result = Workbench.Replays.Replay.Run(path, new RunOptions { Progress = line.Show, Cancellation = cancellation });
        if (json) JsonOutput.Write(RunSummary.Of(result.Run.Report));
        else RunScreen.Show(result.Run, folder: null);
        ReplayScreen.Show(result);
        return result.IsSame ? ExitCode.Of(result.Run.Report.Verdict) : ExitCode.Broken;
    }
}
