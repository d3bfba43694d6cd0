using System.Text.Json.Serialization;
using Faultline.Model.Histories;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Clients;

/// <summary>What every user wants and when, written down: a value that can be edited, made smaller and replayed.</summary>
/// <param name="Operations">The operations; of one user they are asked in the order of their times.</param>
public sealed record WorkloadScript(IReadOnlyList<ScriptedOperation> Operations)
{
    /// <summary>The script of a run that has been.</summary>
    /// <remarks>
    /// Played with the same seed and plan, it gives the same run: the same requests at the same times. Only wishes that were still
    /// waiting for their turn when the run ended are not in it, since nobody knows what they were.
    /// </remarks>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="clients">How many users there were.</param>
    /// <returns>The script, in the order of the times.</returns>
    public static WorkloadScript Of(History history, int clients) => new(
    [
        .. history.Entries
            .Select(entry => new ScriptedOperation
            {
                Time = entry.Scheduled,
                Client = NodeId.Client((entry.Process % clients) + 1),
                Operation = entry.Operation,
            })
            .OrderBy(static operation => operation.Time),
    ]);

    /// <summary>Why this script cannot be played, or null where it can.</summary>
    /// <param name="cluster">Who takes part; its clients are the users.</param>
    /// <returns>One sentence that names the entry, or null.</returns>
    public string? Objection(Cluster cluster)
    {
        for (var i = 0; i < Operations.Count; i++)
            if (Operations[i].Objection(cluster) is { } objection)
                return $"operation {i + 1} of the script ({Operations[i].Operation}) cannot be asked: {objection}";
        return null;
    }
}

/// <summary>One operation of a script.</summary>
public sealed record ScriptedOperation
{
    /// <summary>When the user wants it; it is asked then, unless the user still waits for another answer.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Which user.</summary>
    public required NodeId Client { get; init; }

    /// <summary>What is asked.</summary>
    [JsonPropertyName("op")]
    public required Operation Operation { get; init; }

    internal string? Objection(Cluster cluster)
    {
        if (Time < TimeSpan.Zero) return "its time is before the run";
        return cluster.Clients.Contains(Client) ? null : $"there is no client {Client} in this run of {cluster.Clients.Count} clients";
    }
}
