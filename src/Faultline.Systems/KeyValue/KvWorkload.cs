using System.Globalization;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Systems.KeyValue;

/// <summary>What users ask of a key-value store: half reads, and writes whose values are all different.</summary>
/// <remarks>50% get, 30% put, 15% cas from the value that the client saw last, 5% delete; keys equally likely.</remarks>
/// <param name="clients">How many clients there are.</param>
/// <param name="keys">How many keys.</param>
public sealed class KvWorkload(int clients, int keys) : Workload
{
    private const int MostKeys = 1_000_000;

    /// <summary>The option for the number of keys, for all stores.</summary>
    public static readonly SystemOption KeysOption = new("keys", "32", "how many keys the users share");

    private readonly string[] _keys =
        [.. Enumerable.Range(1, Checked(keys)).Select(static key => "k" + key.ToString(CultureInfo.InvariantCulture))];

    private readonly Dictionary<string, string?>[] _seen =
        [.. Enumerable.Range(0, clients).Select(static _ => new Dictionary<string, string?>())];

    private readonly long[] _values = new long[clients];

    /// <inheritdoc />
    public override Operation NextOperation(int client, Prng random)
    {
        var key = random.Pick(_keys);
        return random.Below(100) switch
        {
            < 50 => new KvGet(key),
            < 80 => new KvPut(key, NewValue(client)),
            < 95 => new KvCas(key, _seen[client].GetValueOrDefault(key), NewValue(client)),
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

    private static int Checked(int keys) => keys is >= 1 and <= MostKeys
        ? keys
        : throw new ArgumentException($"option keys cannot be {keys}: it is a whole number from 1 to {MostKeys}");

    private string NewValue(int client) => string.Create(CultureInfo.InvariantCulture, $"{client + 1}.{++_values[client]}");
}
