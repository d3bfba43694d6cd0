using System.Globalization;
using Faultline.Model.Clocks;

namespace Faultline.Workbench.Runs;

/// <summary>The command that repeats a run.</summary>
internal static class CommandLine
{
    /// <summary>The shortest command: it says only what differs from the defaults, but always the seed.</summary>
    public static string Of(RunSetup setup)
    {
        var settings = setup.Settings;
        if (!setup.HasDrawnPlan || setup.Script is not null || settings.Profile is not null || settings.Links.Count > 0)
            return "faultline replay run.json";
        var defaults = RunSetup.DefaultsOf(settings.System);
        var words = new List<string> { "faultline", "run", settings.System, "--seed", Number(settings.Seed) };
        if (settings.Nodes != defaults.Nodes) words.AddRange(["--nodes", Number(settings.Nodes)]);
        if (settings.Clients != defaults.Clients) words.AddRange(["--clients", Number(settings.Clients)]);
        if (settings.Rate != defaults.Rate) words.AddRange(["--rate", Number(settings.Rate)]);
        if (settings.Duration != defaults.Duration) words.AddRange(["--for", Duration.Format(settings.Duration)]);
        if (settings.Faults != defaults.Faults) words.AddRange(["--faults", settings.Faults]);
        if (settings.Swarm) words.Add("--swarm");
        if (settings.Latency != defaults.Latency) words.AddRange(["--latency", settings.Latency.ToString()]);
        if (settings.Topology != defaults.Topology) words.AddRange(["--topology", settings.Topology.ToString()]);
        if (settings.Bandwidth is { } bandwidth) words.AddRange(["--bandwidth", bandwidth.ToString()]);
        if (settings.Queue != defaults.Queue) words.AddRange(["--queue", settings.Queue.ToString()]);
        if (settings.Convergence != defaults.Convergence) words.AddRange(["--convergence", Duration.Format(settings.Convergence)]);
        if (!settings.FrameChecksum) words.AddRange(["--frame-checksum", "off"]);
        if (settings.Disk != defaults.Disk) words.AddRange(["--disk", settings.Disk.ToString()]);
        if (settings.Service is { } service) words.AddRange(["--service", service.ToString()]);
        if (settings.Inbox is { } inbox) words.AddRange(["--inbox", Number(inbox)]);
        if (settings.FailFast) words.Add("--fail-fast");
        foreach (var (name, value) in settings.Options) words.AddRange(["--set", $"{name}={value}"]);
        return string.Join(' ', words.Select(Quoted));
    }

    /// <summary>A word as a shell takes it: parentheses and spaces mean something else to it.</summary>
    private static string Quoted(string word) => word.AsSpan().ContainsAny("() ") ? $"'{word}'" : word;

    private static string Number<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
