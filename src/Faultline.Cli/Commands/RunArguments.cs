using System.CommandLine;
using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Simulation.Networks;
using Faultline.Systems;
using Faultline.Workbench;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Scenarios;

namespace Faultline.Cli.Commands;

/// <summary>What a user can say about a run on the command line.</summary>
internal sealed class RunArguments
{
    private readonly Argument<string> _what = new("system")
    {
        Description = "A system ("
            + string.Join(", ", SystemCatalog.All.Select(static system => system.Name)) + ") or a scenario file (*.yaml).",
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "The seed that decides everything. Default: 1.",
        HelpName = "N",
    };

    private readonly Option<string?> _seeds = new("--seeds")
    {
        Description = "Runs all these seeds on all cores and stops at the first broken promise.",
        HelpName = "A..B",
    };

    private readonly Option<bool> _keepGoing = new("--keep-going") { Description = "With --seeds: goes on after a broken promise." };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "With --seeds: how many seeds run at once. Default: one for each core.",
        HelpName = "N",
    };

    private readonly Option<int?> _nodes = new("--nodes") { Description = "How many nodes. Default: as the system says.", HelpName = "N" };

    private readonly Option<int?> _clients = new("--clients") { Description = "How many clients. Default: 8.", HelpName = "N" };

    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "Operations a second of all clients together, such as 100 or 0.05. Default: as the system says.",
        HelpName = "N",
    };

    private readonly Option<string?> _for = new("--for")
    {
        Description = "Virtual time that the run lasts, such as 60s, 5m or 1h. Default: 5m, or as the system says.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "What goes wrong: all (the default), none, kinds and groups joined by commas (see `faultline list`), or a file "
            + "(*.yaml) with a profile or a plan.",
        HelpName = "PROFILE",
    };

    private readonly Option<bool> _swarm = new("--swarm")
    {
        Description = "Each seed draws which of the kinds of fault are on: each with a chance of one half, and never none.",
    };

    private readonly Option<string?> _latency = new("--latency")
    {
        Description = "How long messages take on a link: " + LatencyDistribution.Form + ". Default: 0.3ms..1.5ms.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _topology = new("--topology")
    {
        Description = "Who has a link to whom: " + Topology.Form + ". Default: mesh.",
        HelpName = "SHAPE",
    };

    private readonly Option<string?> _bandwidth = new("--bandwidth")
    {
        Description = "How much a link carries a second, such as 10Mbit/s. Default: without limit.",
        HelpName = "BITS/S",
    };

    private readonly Option<string?> _queue = new("--queue")
    {
        Description = "How much waits for a link with a bandwidth, such as 64KB or 100 messages; more is dropped. Default: 256KB.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _convergence = new("--convergence")
    {
        Description = "How long it takes until routes follow a change of the network. Default: 1s.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _frameChecksum = new("--frame-checksum")
    {
        Description = "Whether receivers drop damaged messages by a checksum: on (the default) or off.",
        HelpName = "on|off",
    };

    private readonly Option<string?> _disk = new("--disk")
    {
        Description = "How long a disk takes to make writes durable, such as 10ms or 0.2ms..1ms (the default).",
        HelpName = "TIME",
    };

    private readonly Option<string?> _service = new("--service")
    {
        Description = "How long a node works on each message, such as 0.5ms or exponential(0.5ms). Default: no time.",
        HelpName = "TIME",
    };

    private readonly Option<int?> _inbox = new("--inbox")
    {
        Description = "How many messages may wait for a busy node; further ones are dropped. Default: any number.",
        HelpName = "N",
    };

    private readonly Option<bool> _failFast = new("--fail-fast")
    {
        Description = "Ends the run at its first violation of linearizability, which is looked for while it goes on.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Sets an option of the system, such as reads=lease; may be repeated. See `faultline list SYSTEM`.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "The folder for report.html, run.json, history.jsonl and trace.bin. Default: faultline-out/SYSTEM-SEED.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _shrink = new("--shrink")
    {
        Description = "Where a promise is broken: finds the smallest run that still breaks it, in the folder shrunk inside the run's own.",
    };

    private readonly Option<bool> _json = JsonOutput.Option();

    /// <summary>Adds what a user can say to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="except">Names of options that have no meaning there.</param>
    public void AddTo(Command command, params IReadOnlyList<string> except)
    {
        command.Add(_what);
        foreach (Option option in (Option[])
            [
                _seed, _seeds, _keepGoing, _threads, _nodes, _clients, _rate, _for, _faults, _swarm, _latency, _topology, _bandwidth,
                _queue, _convergence, _frameChecksum, _disk, _service, _inbox, _failFast, _set, _out, _shrink, _json,
            ])
            if (!except.Contains(option.Name))
                command.Add(option);
    }

    /// <summary>Lets the system be left out.</summary>
    /// <param name="description">What that means.</param>
    public void MakeSystemOptional(string description)
    {
        _what.Arity = ArgumentArity.ZeroOrOne;
        _what.Description += " " + description;
    }

    /// <summary>Whether a system or a scenario is named.</summary>
    public bool IsSystemNamed(ParseResult parsed) => parsed.GetValue(_what) is not null;

    public RunRequest Read(ParseResult parsed)
    {
        var what = parsed.GetValue(_what)!;
        var scenario = Scenario.IsFile(what) ? Scenario.Read(what) : new Scenario(RunSetup.DefaultsOf(what), null, "", "held");
        var faults = Faults(parsed);
        var settings = Changed(parsed, faults?.In(scenario.Settings) ?? scenario.Settings);
        var plan = faults is null ? scenario.Plan : faults.Plan;
        if (plan is not null && settings.Swarm)
        {
            throw new BadInputException(
                "--swarm chooses among kinds of fault, and these faults are listed: give --faults with kinds or a profile");
        }

        if (parsed.GetValue(_out) is { } folder && string.IsNullOrWhiteSpace(folder))
            throw new BadInputException("--out is empty: give the folder to write to");
        CampaignSeeds? seeds = null;
        if (parsed.GetValue(_seeds) is { } range)
        {
            if (parsed.GetValue(_seed) is not null) throw new BadInputException("--seed and --seeds exclude each other: give one of them");
            seeds = CampaignSeeds.Parse(range);
            if (parsed.GetValue(_threads) is { } threads) seeds = seeds with { Threads = InRange(threads, 1, 1_000, "--threads") };
            seeds = seeds with { KeepGoing = parsed.GetValue(_keepGoing) };
        }

        return new RunRequest(settings, plan, seeds, parsed.GetValue(_out), parsed.GetValue(_shrink), parsed.GetValue(_json));
    }

    private FaultChoice? Faults(ParseResult parsed)
    {
        if (parsed.GetValue(_faults) is not { } text) return null;
        try
        {
            return FaultChoice.Of(text);
        }
        catch (BadInputException error) when (!Scenario.IsFile(text))
        {
            throw new BadInputException("--faults: " + error.Message, error);
        }
    }

    private RunSettings Changed(ParseResult parsed, RunSettings settings) => settings with
    {
        Seed = parsed.GetValue(_seed) ?? settings.Seed,
        Nodes = parsed.GetValue(_nodes) ?? settings.Nodes,
        Clients = parsed.GetValue(_clients) ?? settings.Clients,
        Rate = Parsed(parsed, _rate, settings.Rate, TryNumber, "a number such as 100 or 0.05"),
        Duration = Parsed(parsed, _for, settings.Duration, Duration.TryParse, Duration.Form),
        Latency = Parsed(parsed, _latency, settings.Latency, LatencyDistribution.TryParse!, LatencyDistribution.Form),
        Topology = Parsed(parsed, _topology, settings.Topology, Topology.TryParse, Topology.Form),
        Bandwidth = parsed.GetValue(_bandwidth) is null
            ? settings.Bandwidth
            : Parsed<Bandwidth>(parsed, _bandwidth, default, Bandwidth.TryParse, Bandwidth.Form),
        Queue = Parsed(parsed, _queue, settings.Queue, QueueLimit.TryParse, QueueLimit.Form),
        Convergence = Parsed(parsed, _convergence, settings.Convergence, Duration.TryParse, Duration.Form),
        FrameChecksum = Parsed(parsed, _frameChecksum, settings.FrameChecksum, Switch.TryParse, Switch.Form),
        Disk = Parsed(parsed, _disk, settings.Disk, LatencyRange.TryParse, "a latency such as 1ms or 0.2ms..1ms"),
        Service = parsed.GetValue(_service) is null
            ? settings.Service
            : Parsed(parsed, _service, LatencyDistribution.Default, LatencyDistribution.TryParse!, LatencyDistribution.Form),
        Inbox = parsed.GetValue(_inbox) ?? settings.Inbox,
        Swarm = settings.Swarm || parsed.GetValue(_swarm),
        FailFast = settings.FailFast || parsed.GetValue(_failFast),
        Options = Options(parsed, settings),
    };

    private SortedDictionary<string, string> Options(ParseResult parsed, RunSettings settings)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Options) options[name] = value;
        foreach (var pair in parsed.GetValue(_set)!)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new BadInputException($"--set {pair}: write a name and a value, such as --set reads=lease");
            options[pair[..at]] = pair[(at + 1)..];
        }

        return options;
    }

    private static T Parsed<T>(ParseResult parsed, Option<string?> option, T fallback, Parser<T> parse, string form)
    {
        if (parsed.GetValue(option) is not { } text) return fallback;
        return parse(text, out var value) ? value : throw new BadInputException($"{option.Name} cannot be \"{text}\": write {form}");
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static int InRange(int number, int least, int most, string name) => number >= least && number <= most
        ? number
        : throw new BadInputException($"{name} cannot be {number}: give {least} to {most}");

    private delegate bool Parser<T>(string text, out T value);
}

/// <summary>A run as the user asked for it.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Plan">The faults, where a scenario lists them.</param>
/// <param name="Seeds">The seeds, where there are many.</param>
/// <param name="Out">The folder; null for the usual one.</param>
/// <param name="Shrink">Whether a broken run is made small.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
internal sealed record RunRequest(
    RunSettings Settings, Simulation.Faults.FaultPlan? Plan, CampaignSeeds? Seeds, string? Out, bool Shrink, bool Json)
{
    public string Folder(ulong seed) => Out ?? Path.Combine("faultline-out", $"{Settings.System}-{seed}");
}
