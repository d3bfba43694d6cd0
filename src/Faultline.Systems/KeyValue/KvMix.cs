using System.Globalization;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Systems.KeyValue;

/// <summary>Operations on a key-value store in shares that the user chooses, with values of a size, all of them different.</summary>
/// <param name="clients">How many clients there are.</param>
/// <param name="prefix">How keys begin: a history is checked from an empty store, so each has keys of its own.</param>
/// <param name="keys">How many keys, each equally likely.</param>
/// <param name="valueBytes">How long values are, at least; they are as long as it takes to make them different.</param>
/// <param name="shares">How often each operation comes, in relation to the others.</param>
public sealed class KvMix(int clients, string prefix, int keys, int valueBytes, KvShares shares) : Workload
{
    private readonly string[] _keys =
        [.. Enumerable.Range(1, keys).Select(key => prefix + key.ToString(CultureInfo.InvariantCulture))];

    private readonly Dictionary<string, string?>[] _seen =
        [.. Enumerable.Range(0, clients).Select(static _ => new Dictionary<string, string?>())];

    private readonly long[] _values = new long[clients];

    /// <inheritdoc />
    public override Operation NextOperation(int client, Prng random)
    {
        var key = random.Pick(_keys);
        var draw = random.Below(shares.Sum);
        if ((draw -= shares.Get) < 0) return new KvGet(key);
        if ((draw -= shares.Put) < 0) return new KvPut(key, NewValue(client));
        return draw < shares.Cas
            ? new KvCas(key, _seen[client].GetValueOrDefault(key), NewValue(client))
            : new KvDelete(key);
    }

    /// <inheritdoc />
    public override void Completed(int client, Operation operation, OperationResult result)
    {
        // Only who compares needs to know what was there.
        if (shares.Cas == 0) return;
        switch (operation, (KvResult)result)
        {
            case (KvGet get, var read):
                _seen[client][get.Key] = read.Value;
                break;
            case (KvPut put, _):
                _seen[client][put.Key] = put.Value;
                break;
            case (KvCas cas, { Applied: true }):
                _seen[client][cas.Key] = cas.Value;
                break;
            case (KvDelete delete, _):
                _seen[client][delete.Key] = null;
                break;
        }
    }

    private string NewValue(int client) =>
        string.Create(CultureInfo.InvariantCulture, $"{client + 1}.{++_values[client]}.").PadRight(valueBytes, 'x');
}

/// <summary>How often each operation comes, in relation to the others.</summary>
/// <param name="Get">Reads.</param>
/// <param name="Put">Writes.</param>
/// <param name="Cas">Writes where the value is the one that was seen last.</param>
/// <param name="Delete">Removals.</param>
public sealed record KvShares(int Get, int Put, int Cas, int Delete)
{
    /// <summary>All together; 1 or more.</summary>
    public int Sum => Get + Put + Cas + Delete;
}
