using System.Globalization;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Systems.KeyValue;

/// <summary>What users ask of a key-value store: reads, and writes whose values are all different.</summary>
/// <remarks>
/// Of the writes 60% are put, 30% cas from the value that the client saw last, and 10% delete; keys are equally likely.
/// </remarks>
/// <param name="clients">How many clients there are.</param>
/// <param name="keys">How many keys.</param>
/// <param name="readShare">How many of a hundred operations are reads.</param>
public sealed class KvWorkload(int clients, int keys, int readShare = 50) : Workload
{
    /// <summary>The options of the workload, for all stores.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("keys", "32", "how many keys the users share"),
        new("read-share", "50", "how many of a hundred operations are reads"),
    ];

    private readonly string[] _keys =
        [.. Enumerable.Range(1, keys).Select(static key => "k" + key.ToString(CultureInfo.InvariantCulture))];

    private readonly Dictionary<string, string?>[] _seen =
        [.. Enumerable.Range(0, clients).Select(static _ => new Dictionary<string, string?>())];

    private readonly long[] _values = new long[clients];

    /// <summary>The workload that a run's options ask for.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>A new workload at its start.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message is for the user.</exception>
    public static KvWorkload Of(Cluster cluster)
    {
        var keys = cluster.Options.Number("keys");
        var readShare = cluster.Options.Number("read-share");
        if (keys is < 1 or > 1_000_000) throw new ArgumentException("option keys must be 1 to 1000000");
        if (readShare > 100) throw new ArgumentException("option read-share must be 0 to 100");
        return new KvWorkload(cluster.Clients.Count, keys, readShare);
    }

    /// <inheritdoc />
    public override Operation NextOperation(int client, Prng random)
    {
        var key = random.Pick(_keys);
        var draw = random.Below(100) - readShare;
        if (draw < 0) return new KvGet(key);
        return (10 * draw / (100 - readShare)) switch
        {
            < 6 => new KvPut(key, NewValue(client)),
            < 9 => new KvCas(key, _seen[client].GetValueOrDefault(key), NewValue(client)),
            _ => new KvDelete(key),
        };
    }

    /// <inheritdoc />
    public override void Completed(int client, Operation operation, OperationResult result)
    {
        var applied = (KvResult)result;
        switch (operation)
        {
            case KvGet get:
                _seen[client][get.Key] = applied.Value;
                break;
            case KvPut put:
                _seen[client][put.Key] = put.Value;
                break;
            case KvCas cas when applied.Applied:
                _seen[client][cas.Key] = cas.Value;
                break;
            case KvDelete delete:
                _seen[client][delete.Key] = null;
                break;
        }
    }

    private string NewValue(int client) => string.Create(CultureInfo.InvariantCulture, $"{client + 1}.{++_values[client]}");
}
