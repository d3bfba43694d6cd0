using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Scenarios;

/// <summary>The faults of a scenario file: the same entries as in a run file, written as YAML.</summary>
internal static class YamlFaults
{
    /// <summary>Reads a list of faults.</summary>
    public static FaultPlan Read(YamlMap scenario, YamlSequenceNode list) =>
        new([.. list.Children.Select(entry => Read(scenario, entry)).OrderBy(static fault => fault.Start)]);

    private static Fault Read(YamlMap scenario, YamlNode entry)
    {
        if (entry is not YamlMappingNode) throw scenario.Complaint(entry, "a fault must be a mapping, such as `kind: crash`");
        var places = new Dictionary<string, YamlNode> { ["$"] = entry };
        var json = Convert(entry, "$", places);
        try
        {
            return json.Deserialize(FaultJson.Default.Fault)!;
        }
        catch (JsonException error)
        {
            // The framework names the entry by its path; the path has a line and a column in the file.
            var at = error.Path is { } path && places.TryGetValue(path, out var node) ? node : entry;
            throw scenario.Complaint(at, "this is no fault: " + FileJson.Sentence(error));
        }
        catch (NotSupportedException)
        {
            throw scenario.Complaint(
                entry, $"this fault needs a kind: there are {string.Join(", ", FaultKinds.All.Select(static kind => kind.Name))}");
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
