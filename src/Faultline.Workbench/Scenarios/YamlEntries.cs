using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Faultline.Model.Histories;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Scenarios;

/// <summary>The faults and links of a scenario file: the same entries as in a run file, written as YAML.</summary>
internal static class YamlEntries
{
    /// <summary>Reads a list of faults.</summary>
    public static FaultPlan ReadFaults(YamlMap scenario, YamlSequenceNode list)
    {
        (Fault Fault, FaultPlace Place)[] entries =
        [
            .. list.Children.Select((entry, index) => (ReadFault(scenario, entry), scenario.PlaceOf(entry, index + 1)))
                .OrderBy(static entry => entry.Item1.Start),
        ];
        return new FaultPlan([.. entries.Select(static entry => entry.Fault)])
        {
            Places = [.. entries.Select(static entry => entry.Place)],
        };
    }

    /// <summary>Reads the rate of a kind of fault.</summary>
    public static FaultRate ReadRate(YamlMap file, YamlNode entry)
    {
        if (entry is YamlMappingNode mapping) file.Within(mapping).AllowOnly("pause", "shortest", "longest");
        return Read(file, entry, "rate", FaultJson.Default.FaultRate);
    }

    /// <summary>Reads a list of links.</summary>
    public static IReadOnlyList<LinkSettings> ReadLinks(YamlMap scenario, YamlSequenceNode list) =>
        [.. list.Children.Select(entry => Read(scenario, entry, "link", FaultJson.Default.LinkSettings))];

    private static Fault ReadFault(YamlMap file, YamlNode entry)
    {
        if (entry is not YamlMappingNode mapping) throw file.Complaint(entry, "a fault must be a mapping of names to values");
        var map = file.Within(mapping);
        if (map.Text("kind") is not { } kind)
        {
            throw map.Complaint(
                entry, $"this fault needs a kind: there are {string.Join(", ", FaultKinds.All.Select(static kind => kind.Name))}");
        }

        if (FaultKinds.All.All(known => known.Name != kind)) throw map.Complaint(map.Find("kind")!, FaultKinds.Unknown(kind));
        var entries = FaultJson.EntriesOf(kind);
        map.AllowOnly(["kind", .. entries.Select(static known => known.Name)]);
        return entries.FirstOrDefault(known => known.IsRequired && map.Find(known.Name) is null).Name is { } missing
            ? throw map.Complaint(entry, $"this {kind} needs an entry {missing}")
            : Read(file, entry, "fault", FaultJson.Default.Fault);
    }

    private static T Read<T>(YamlMap scenario, YamlNode entry, string what, JsonTypeInfo<T> type)
    {
        if (entry is not YamlMappingNode) throw scenario.Complaint(entry, $"a {what} must be a mapping of names to values");
        var places = new Dictionary<string, YamlNode> { ["$"] = entry };
        var json = Convert(entry, "$", places);
        try
        {
            return json.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            // The framework names the entry by its path; the path has a line and a column in the file.
            var at = error.Path is { } path && places.TryGetValue(path, out var node) ? node : entry;
            throw scenario.Complaint(at, $"this is no {what}: " + JsonWords.Of(error));
        }
    }

    private static JsonNode? Convert(YamlNode node, string path, Dictionary<string, YamlNode> places)
    {
        places[path] = node;
        switch (node)
        {
            case YamlMappingNode mapping:
                var entries = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                    entries[key.ToString()] = Convert(value, $"{path}.{key}", places);
                return entries;
            case YamlSequenceNode sequence:
                var items = new JsonArray();
                for (var i = 0; i < sequence.Children.Count; i++)
                    items.Add(Convert(sequence.Children[i], $"{path}[{i}]", places));
                return items;
            default:
                var scalar = (YamlScalarNode)node;
                return scalar.Style == ScalarStyle.Plain && bool.TryParse(scalar.Value, out var truth) ? truth : scalar.Value;
        }
    }
}
