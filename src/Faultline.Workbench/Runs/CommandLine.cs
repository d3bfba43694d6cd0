using System.Globalization;
using Faultline.Model.Clocks;

namespace Faultline.Workbench.Runs;

/// <summary>The command that repeats a run.</summary>
internal static class CommandLine
{
    /// <summary>The shortest command: it says only what differs from the defaults, but always the seed.</summary>
    public static string Of(RunSetup setup)
    {
        if (!setup.HasDrawnPlan || setup.Settings.Links.Count > 0) return "faultline replay run.json";
        var settings = setup.Settings;
        var defaults = RunSetup.DefaultsOf(settings.System);
        var words = new List<string> { "faultline", "run", settings.System, "--seed", Number(settings.Seed) };
        if (settings.Nodes != defaults.Nodes) words.AddRange(["--nodes", Number(settings.Nodes)]);
        if (settings.Clients != defaults.Clients) words.AddRange(["--clients", Number(settings.Clients)]);
        if (settings.Rate != defaults.Rate) words.AddRange(["--rate", Number(settings.Rate)]);
        if (settings.Duration != defaults.Duration) words.AddRange(["--for", Duration.Format(settings.Duration)]);
        if (settings.Faults != defaults.Faults) words.AddRange(["--faults", settings.Faults]);
        if (settings.Latency != defaults.Latency) words.AddRange(["--latency", settings.Latency.ToString()]);
        if (settings.Disk != defaults.Disk) words.AddRange(["--disk", settings.Disk.ToString()]);
        if (settings.Service != defaults.Service) words.AddRange(["--service", settings.Service.ToString()]);
        if (settings.Inbox is { } inbox) words.AddRange(["--inbox", Number(inbox)]);
        foreach (var (name, value) in settings.Options) words.AddRange(["--set", $"{name}={value}"]);
        return string.Join(' ', words);
    }

    private static string Number<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
