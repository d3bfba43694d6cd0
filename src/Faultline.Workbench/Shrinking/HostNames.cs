using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Model.Nodes;
using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Shrinking;

/// <summary>Takes hosts out of faults, or gives them other names, whatever the kind of fault: in its JSON, where it is data.</summary>
internal static class HostNames
{
    /// <summary>The same faults with other hosts.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="rename">The new name of a host, or null where the host is no more.</param>
    /// <returns>The faults; those that named only a host that is no more are not among them.</returns>
    public static IReadOnlyList<Fault> Rename(IReadOnlyList<Fault> faults, Func<NodeId, NodeId?> rename) =>
        [.. faults.Select(fault => Rename(fault, rename)).OfType<Fault>()];

    private static Fault? Rename(Fault fault, Func<NodeId, NodeId?> rename)
    {
        var json = JsonSerializer.SerializeToNode(fault, FaultJson.Default.Fault)!.AsObject();
        foreach (var (name, value) in json.ToArray())
        {
            if (value is JsonArray list) json[name] = Rename(list, rename);
            else if (TryHost(value, out var host) && rename(host) is { } other) json[name] = other.ToString();
            else if (TryHost(value, out _)) return null;
            if (value is JsonArray { Count: > 0 } && json[name]!.AsArray().Count == 0) return null;
        }

        return json.Deserialize(FaultJson.Default.Fault);
    }

    private static JsonArray Rename(JsonArray list, Func<NodeId, NodeId?> rename)
    {
        var renamed = new JsonArray();
        foreach (var entry in list)
        {
            if (!TryHost(entry, out var host)) renamed.Add(entry?.DeepClone());
            else if (rename(host) is { } other) renamed.Add((JsonNode)other.ToString());
        }

        return renamed;
    }

    private static bool TryHost(JsonNode? value, out NodeId host)
    {
        host = default;
        return value?.GetValueKind() == JsonValueKind.String && NodeId.TryParse(value.GetValue<string>(), out host);
    }
}
