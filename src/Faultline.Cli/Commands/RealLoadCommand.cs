using System.Security.Cryptography;
using Faultline.Cli.Screens;
using Faultline.Model.Histories;
using Faultline.Systems.KeyValue;
using Faultline.Workbench.Clusters;
using Faultline.Workbench.Files;
using Faultline.Workbench.RealLoads;

namespace Faultline.Cli.Commands;

/// <summary>The load of a real cluster.</summary>
internal static class RealLoadCommand
{
    private const string HistoryName = "history.jsonl";

    public static async Task<int> RunAsync(RealLoadSettings settings, CancellationToken cancellation)
    {
        var clients = RealClients.Open(settings.Data, settings.Clients);
        RealLoadReport report;
        await using (clients.ConfigureAwait(false))
        {
            using var line = new ProgressLine();
            var request = new RealLoadRequest
            {
                Rate = settings.Rate,
                Duration = settings.Duration,
                Seed = settings.Seed,
                Progress = (ended, time) => line.ShowStage(FormattableString.Invariant(
                    $"{time.TotalSeconds:N0} of {settings.Duration.TotalSeconds:N0} s, {ended:N0} operations")),
            };
            var workload = new KvMix(settings.Clients, Prefix(), settings.Keys, settings.ValueBytes, settings.Mix);
            report = await RealLoad.RunAsync(clients, workload, request, cancellation).ConfigureAwait(false);
        }

        var folder = new RunFolder(settings.Out);
        var history = folder.WriteText(HistoryName, output => HistoryJson.Write(report.History, output));
        var summary = RealLoadSummary.Of(report, settings.Rate, settings.Clients, history);
        if (settings.Json) JsonOutput.Write(summary);
        else RealLoadScreen.Show(summary);
        return report.Answered().Count > 0 ? ExitCode.Held : ExitCode.Undecided;
    }

    /// <summary>No two loads share a key: each history can be checked by itself.</summary>
    private static string Prefix() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + "-k";
}
