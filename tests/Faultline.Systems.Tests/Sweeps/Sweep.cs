using Faultline.Checking.Verdicts;
using Faultline.Model.Clocks;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;

namespace Faultline.Systems.Tests.Sweeps;

/// <summary>Many seeds of one setting, on all cores.</summary>
internal static class Sweep
{
    /// <summary>The settings of a system with some options changed, for a run of one minute.</summary>
    public static RunSettings Of(string system, params (string Name, string Value)[] options) => RunSetup.DefaultsOf(system) with
    {
        Duration = TimeSpan.FromMinutes(1),
        Options = options.ToDictionary(static option => option.Name, static option => option.Value),
    };

    public static CampaignReport Run(RunSettings settings, ulong seeds, bool keepGoing = false) => Campaign.Run(
        settings, new CampaignSeeds(1, seeds) { KeepGoing = keepGoing }, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Every seed keeps every promise.</summary>
    public static CampaignReport Holds(RunSettings settings, ulong seeds)
    {
        var report = Run(settings, seeds);

        Assert.True(report.Verdict == Verdict.Held, Words(report));
        Assert.Equal(seeds, (ulong)report.Runs.Count);
        return report;
    }

    /// <summary>Some seed breaks one of the promises, and is found.</summary>
    public static void Breaks(RunSettings settings, ulong seeds, params string[] promises)
    {
        var report = Run(settings, seeds);

        Assert.True(report.FirstBroken is not null, $"{seeds} seeds broke nothing: {Words(report)}");
        Assert.Contains(report.FirstBroken.NotHeld, broken =>
            broken.Result.Verdict == Verdict.Broken && promises.Contains(broken.Name));
    }

    private static string Words(CampaignReport report)
    {
        var settings = report.Settings;
        var options = string.Join(' ', settings.Options.Select(static option => $"--set {option.Key}={option.Value}"));
        var failed = report.Runs.Where(static run => run.Verdict != Verdict.Held)
            .Select(static run => $"seed {run.Seed}: {string.Join("; ", run.NotHeld.Select(static b => $"{b.Name}: {b.Result.Detail}"))}");
        return $"{settings.System} --nodes {settings.Nodes} --clients {settings.Clients} --rate {settings.Rate} "
            + $"--for {Duration.Format(settings.Duration)} --faults {settings.Faults} {options}: {string.Join(Environment.NewLine, failed)}";
    }
}
