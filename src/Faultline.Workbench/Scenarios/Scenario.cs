using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Scenarios;

/// <summary>A run written down in a YAML file, with what it is there to show.</summary>
/// <param name="Settings">The run.</param>
/// <param name="Plan">Its faults, where they are listed; null where they are drawn from a profile.</param>
/// <param name="Summary">What it shows, in a sentence.</param>
/// <param name="Expect">
/// The verdict that it must come to: <c>held</c> (the default), <c>broken</c>, <c>exceeded</c> or <c>undecided</c>.
/// </param>
public sealed record Scenario(RunSettings Settings, FaultPlan? Plan, string Summary, string Expect)
{
    private static readonly string[] Verdicts = ["held", "broken", "exceeded", "undecided"];

    /// <summary>Whether a name on the command line means a scenario file and not a system.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsFile(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);

    /// <summary>Reads a scenario file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scenario.</returns>
    /// <exception cref="BadInputException">It cannot be used; the message names the line and the column.</exception>
    public static Scenario Read(string path)
    {
        var map = YamlMap.Parse(
            path, InputFile.ReadText(path), "a scenario: it must be one mapping, such as `system: kv-paxos`");
        map.AllowOnly(
            "summary", "expect", "system", "seed", "nodes", "clients", "rate", "for", "faults", "latency", "links", "disk",
            "options", "topology", "bandwidth", "queue", "convergence", "frameChecksum", "service", "inbox");
        var system = map.Text("system") ?? throw new BadInputException($"{path} needs an entry system, such as `system: kv-paxos`");
        var defaults = DefaultsOf(map, system);
        var faults = map.Find("faults") is { } entry ? FaultChoice.Read(map, entry) : new FaultChoice(defaults.Faults);
        var settings = defaults with
        {
            Seed = map.Value("seed", defaults.Seed, ulong.TryParse, "a whole number from 0"),
            Nodes = map.Value("nodes", defaults.Nodes, TryWhole, "a whole number"),
            Clients = map.Value("clients", defaults.Clients, TryWhole, "a whole number"),
            Rate = map.Value("rate", defaults.Rate, TryNumber, "operations a second, such as 100 or 0.05"),
            Duration = map.Value("for", defaults.Duration, Duration.TryParse, Duration.Form),
            Latency = map.Value("latency", defaults.Latency, LatencyDistribution.TryParse!, LatencyDistribution.Form),
            Topology = map.Value("topology", defaults.Topology, Topology.TryParse, Topology.Form),
            Bandwidth = map.Value("bandwidth", defaults.Bandwidth, TryBandwidth, Bandwidth.Form),
            Queue = map.Value("queue", defaults.Queue, QueueLimit.TryParse, QueueLimit.Form),
            Convergence = map.Value("convergence", defaults.Convergence, Duration.TryParse, Duration.Form),
            FrameChecksum = map.Value("frameChecksum", defaults.FrameChecksum, Switch.TryParse, Switch.Form),
            Links = ReadLinks(map),
            Disk = map.Value("disk", defaults.Disk, LatencyRange.TryParse, "a latency such as 1ms or 0.2ms..1ms"),
            Service = map.Find("service") is null
                ? null
                : map.Value("service", LatencyDistribution.Default, LatencyDistribution.TryParse!, LatencyDistribution.Form),
            Inbox = map.Find("inbox") is null ? null : map.Value("inbox", 0, TryWhole, "a whole number"),
            Options = map.Texts("options"),
        };
        var expect = map.Text("expect") ?? "held";
        if (!Verdicts.Contains(expect))
            throw map.Complaint(map.Find("expect")!, $"expect cannot be \"{expect}\": write held, broken, exceeded or undecided");
        return new Scenario(faults.In(settings), faults.Plan, map.Text("summary") ?? "", expect);
    }

    private static RunSettings DefaultsOf(YamlMap map, string system)
    {
        try
        {
            return RunSetup.DefaultsOf(system);
        }
        catch (BadInputException error)
        {
            throw map.Complaint(map.Find("system")!, error.Message);
        }
    }

    private static IReadOnlyList<LinkSettings> ReadLinks(YamlMap map) => map.Find("links") switch
    {
        null => [],
        YamlSequenceNode list => YamlEntries.ReadLinks(map, list),
        { } other => throw map.Complaint(other, "links must be a list of links, each with from and to"),
    };

    private static bool TryBandwidth(string text, out Bandwidth? bandwidth)
    {
        var isOne = Bandwidth.TryParse(text, out var value);
        bandwidth = value;
        return isOne;
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static bool TryWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
