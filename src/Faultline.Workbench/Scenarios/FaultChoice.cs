using Faultline.Model.Clocks;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Files;
using Faultline.Workbench.Runs;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Scenarios;

/// <summary>What goes wrong, as a user chose it: kinds by name, a profile with rates, or a list of faults.</summary>
/// <param name="Name">Kinds and groups, or the file that holds the profile or the list.</param>
/// <param name="Profile">The profile, where one was written down.</param>
/// <param name="Plan">The faults, where they were listed.</param>
/// <param name="Swarm">Whether each seed leaves some kinds out.</param>
public sealed record FaultChoice(string Name, FaultProfile? Profile = null, FaultPlan? Plan = null, bool Swarm = false)
{
    /// <summary>Reads what <c>--faults</c> says.</summary>
    /// <param name="text">Kinds and groups joined by commas, or a file with a profile or a plan.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="BadInputException">There is no such thing.</exception>
    public static FaultChoice Of(string text)
    {
        if (Scenario.IsFile(text)) return ReadFile(text);
        try
        {
            FaultKinds.OfProfile(text);
            return new FaultChoice(text);
        }
        catch (ArgumentException error)
        {
            throw new BadInputException(error.Message, error);
        }
    }

    /// <summary>The settings with this choice.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <returns>The settings.</returns>
    public RunSettings In(RunSettings settings) => settings with { Faults = Name, Profile = Profile, Swarm = Swarm };

    /// <summary>Reads the entry <c>faults</c> of a scenario file.</summary>
    internal static FaultChoice Read(YamlMap scenario, YamlNode entry)
    {
        switch (entry)
        {
            case YamlScalarNode { Value: { } text }:
                return Named(scenario, entry, text);
            case YamlSequenceNode list:
                return new FaultChoice("listed", Plan: YamlEntries.ReadFaults(scenario, list));
            case YamlMappingNode mapping:
                var map = scenario.Within(mapping);
                var profile = map.Find("profile");
                map.AllowOnly(profile is null ? ["swarm", "calm", "quiet", "kinds"] : ["swarm", "profile"]);
                var choice = profile is null
                    ? new FaultChoice("as written", ReadProfile(map))
                    : Named(map, profile, map.Text("profile")!);
                if (choice.Plan is not null) throw map.Complaint(profile!, $"{choice.Name} lists faults and is no profile");
                return choice with { Swarm = map.Value("swarm", false, bool.TryParse, "true or false") };
            default:
                throw scenario.Complaint(entry, "faults must be a profile, such as all or none, or a list of faults");
        }
    }

    private static FaultChoice Named(YamlMap map, YamlNode node, string text)
    {
        // A file is named from where the scenario lies.
        if (Scenario.IsFile(text)) return ReadFile(Path.Combine(Path.GetDirectoryName(map.Path) ?? "", text));
        try
        {
            return Of(text);
        }
        catch (BadInputException error)
        {
            throw map.Complaint(node, error.Message);
        }
    }

    private static FaultChoice ReadFile(string path)
    {
        var map = YamlMap.Parse(
            path, InputFile.ReadText(path), "a profile or a plan: it must be one mapping, with `kinds` or with `faults`");
        if (map.Find("faults") is not { } faults)
        {
            map.AllowOnly("summary", "calm", "quiet", "kinds");
            return new FaultChoice(path, ReadProfile(map));
        }

        map.AllowOnly("summary", "faults");
        return faults is YamlSequenceNode list
            ? new FaultChoice(path, Plan: YamlEntries.ReadFaults(map, list))
            : throw map.Complaint(faults, "faults must be a list of faults here");
    }

    private static FaultProfile ReadProfile(YamlMap map)
    {
        if (map.Find("kinds") is not YamlMappingNode kinds)
            throw map.Complaint(map.Node, "a profile needs kinds of fault, such as `kinds: {loss: {pause: 20s}, crash: }`");
        var rates = new SortedDictionary<string, FaultRate?>(StringComparer.Ordinal);
        foreach (var (key, value) in kinds.Children)
        {
            var name = key.ToString();
            if (FaultKinds.All.All(kind => kind.Name != name)) throw map.Complaint(key, FaultKinds.Unknown(name));
            rates[name] = value is YamlScalarNode { Value: "" } ? null : YamlEntries.ReadRate(map, value);
        }

        var profile = new FaultProfile
        {
            Summary = map.Text("summary"),
            Calm = Time("calm"),
            Quiet = Time("quiet"),
            Kinds = rates,
        };
        return profile.Objection() is { } objection ? throw map.Complaint(kinds, objection) : profile;

        TimeSpan? Time(string name) =>
            map.Find(name) is null ? null : map.Value(name, TimeSpan.Zero, Duration.TryParse, Duration.Form);
    }
}
