using System.CommandLine;
using Faultline.Checking.Verdicts;
using Faultline.Cli.Screens;
using Faultline.Workbench;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Shrinking;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline run</c>: one run, or the same run with many seeds.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new RunArguments();
        var command = new Command("run", "Runs a system under clients and faults, checks what it promises, and reports.");
        options.AddTo(command);
        var real = new Option<bool>("--real")
        {
            Description = "Runs it on real processes on this machine, in real time: the same plan, checks and report.",
        };
        command.Add(real);
        command.SetAction((parsed, cancellation) =>
        {
            var request = options.Read(parsed);
            if (parsed.GetValue(real)) return RealRun.RunAsync(request, cancellation);
            return request.Seeds is { } seeds
                ? RunSeeds(request, seeds, cancellation)
                : RunOnce(request, RunSetup.Of(request.Settings, request.Plan), cancellation);
        });
        return command;
    }

    private static async Task<int> RunOnce(RunRequest request, RunSetup setup, CancellationToken cancellation)
    {
        var run = Simulate(setup, cancellation);
        var folder = new RunFolder(request.Folder(setup.Settings.Seed));
        await RunFiles.WriteAsync(run, folder, cancellation).ConfigureAwait(false);
        if (!request.Json) RunScreen.Show(run, folder);
        var shrunk = request.Shrink && run.Report.Verdict is Verdict.Broken or Verdict.Exceeded
            ? await ShrinkAsync(request, run, folder, cancellation).ConfigureAwait(false)
            : null;
        if (request.Json) JsonOutput.Write(RunSummary.Of(run.Report) with { Shrunk = shrunk });
        if (setup.Plan.Faults.Count == 0 && setup.Settings.Faults != "none" && setup.HasDrawnPlan)
        {
            const string note = "note: the run was too short for faults and the quiet time after them; give a longer --for";
            await Console.Error.WriteLineAsync(note).ConfigureAwait(false);
        }

        // Whoever lists faults means each of them.
        if (!setup.HasDrawnPlan && InertFaults.Sentence(run.Report.Faults) is { } inert)
            await Console.Error.WriteLineAsync("note: " + inert).ConfigureAwait(false);
        return ExitCode.Of(run.Report.Verdict);
    }

    private static CompletedRun Simulate(RunSetup setup, CancellationToken cancellation)
    {
        using var line = new ProgressLine();
        return Runner.Run(setup, new RunOptions { KeepFingerprints = true, Progress = line.Show, Cancellation = cancellation });
    }

    private static async Task<ShrinkSummary> ShrinkAsync(
        RunRequest request, CompletedRun run, RunFolder folder, CancellationToken cancellation)
    {
        var place = ShrinkCommand.FolderIn(folder.Path);
        var shrunk = await ShrinkCommand.ShrinkAsync(run, place, new ShrinkOptions { Cancellation = cancellation }).ConfigureAwait(false);
        if (!request.Json) ShrinkScreen.Show(shrunk, place);
        return ShrinkSummary.Of(shrunk, place);
    }

    private static async Task<int> RunSeeds(RunRequest request, CampaignSeeds seeds, CancellationToken cancellation)
    {
        if (request.Plan is not null)
        {
            throw new BadInputException(
                "--seeds draws each seed's own faults, and these faults are listed: give --faults with kinds or a profile, or --seed");
        }

        CampaignReport report;
        using (var line = new ProgressLine())
            report = Campaign.Run(request.Settings, seeds, seed => line.Show(seed, seeds.Count), cancellation);

        RunFolder? folder = null;
        ShrinkSummary? shrunk = null;
        if ((report.FirstBroken ?? report.FirstExceeded) is { } found)
        {
            // The finding is worth a report of its own: run that seed once more, and keep everything.
            var run = Simulate(RunSetup.Of(request.Settings with { Seed = found.Seed }), cancellation);
            folder = new RunFolder(request.Folder(found.Seed));
            await RunFiles.WriteAsync(run, folder, cancellation).ConfigureAwait(false);
            if (!request.Json) RunScreen.Show(run, folder);
            if (request.Shrink) shrunk = await ShrinkAsync(request, run, folder, cancellation).ConfigureAwait(false);
        }

        if (request.Json) JsonOutput.Write(CampaignSummary.Of(report) with { Shrunk = shrunk });
        else CampaignScreen.Show(report, folder);
        return ExitCode.Of(report.Verdict);
    }
}
