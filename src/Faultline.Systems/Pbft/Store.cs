using Faultline.Model.Operations;
using Faultline.Systems.KeyValue;

namespace Faultline.Systems.Pbft;

/// <summary>The replicated state: the key-value store, and for each client its last request and what it got.</summary>
/// <remarks>
/// The last replies are part of the state (section 4.1 of the paper): a retry is answered and not executed again, also by a replica that
/// has its state from others. Versions are there for read-only requests: equal values with equal versions are one and the same write.
/// </remarks>
/// <param name="clients">How many clients there are.</param>
internal sealed class Store(int clients)
{
    private readonly KvMachine _machine = new(sessionCapacity: 1);
    private readonly SortedDictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly LastReply?[] _clients = new LastReply?[clients];
    private long _lastDeletion;

    /// <summary>How much memory the state takes, roughly, in bytes.</summary>
    public long Bytes => _machine.Bytes + (96L * _versions.Count) + (96L * clients);

    /// <summary>What a client got last; null where it never got anything.</summary>
    public LastReply? LastReplyTo(int client) => _clients[client];

    /// <summary>Executes a request, unless its client has gone beyond it.</summary>
    /// <param name="client">The client's place.</param>
    /// <param name="request">The request.</param>
    /// <param name="sequence">The sequence number of its batch.</param>
    /// <returns>The result; null where the request is old.</returns>
    public KvResult? Execute(int client, Request request, long sequence)
    {
        if (_clients[client]?.Timestamp >= request.Timestamp) return null;
        var result = _machine.Execute(request.Operation);
        if (result.Applied) Note(request.Operation, sequence);
        _clients[client] = new LastReply(request.Timestamp, result);
        return result;
    }

    /// <summary>
    /// Reads a key and says which write that is: the sequence number of its batch; for no value, that of the last deletion of any.
    /// </summary>
    public (KvResult Result, long Version) Read(KvGet get) => (_machine.Get(get.Key), _versions.GetValueOrDefault(get.Key, _lastDeletion));

    /// <summary>The whole state as canonical bytes: equal states give equal bytes.</summary>
    public byte[] Save()
    {
        var writer = new CanonicalWriter(new byte[4_096]);
        writer.Int32(_versions.Count);
        foreach (var (key, version) in _versions)
        {
            writer.Text(key);
            writer.Text(_machine.Get(key).Value);
            writer.Int64(version);
        }

        writer.Int64(_lastDeletion);
        writer.Int32(_clients.Length);
        foreach (var client in _clients)
        {
            writer.Int64(client?.Timestamp ?? 0);
            if (client is not null) writer.Result(client.Result);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Takes over a state from <see cref="Save"/>.</summary>
    /// <returns>Whether the bytes are one; if not, this state is as it was.</returns>
    public bool TryLoad(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        var values = new List<(string Key, string Value, long Version)>();
        for (var count = reader.Count(leastBytes: 16); count > 0; count--)
            values.Add((reader.Text() ?? "", reader.Text() ?? "", reader.Int64()));
        var lastDeletion = reader.Int64();
        var replies = new LastReply?[_clients.Length];
        if (reader.Int32() != replies.Length) return false;
        for (var i = 0; i < replies.Length; i++)
        {
            var timestamp = reader.Int64();
            replies[i] = timestamp == 0 ? null : new LastReply(timestamp, new KvResult(reader.Byte() != 0, reader.Text()));
        }

        if (!reader.IsAtEnd) return false;
        _versions.Clear();
        _machine.Clear();
        foreach (var (key, value, version) in values)
        {
            _machine.Execute(new KvPut(key, value));
            _versions[key] = version;
        }

        _lastDeletion = lastDeletion;
        replies.CopyTo(_clients, 0);
        return true;
    }

    private void Note(KvOperation operation, long sequence)
    {
        if (operation is KvPut or KvCas) _versions[operation.Key] = sequence;
        else if (operation is KvDelete && _versions.Remove(operation.Key)) _lastDeletion = sequence;
    }
}

/// <summary>What a client got last.</summary>
/// <param name="Timestamp">Of which request.</param>
/// <param name="Result">The result.</param>
internal sealed record LastReply(long Timestamp, KvResult Result);
