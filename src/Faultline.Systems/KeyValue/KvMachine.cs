using Faultline.Model.Operations;
using MemoryPack;

namespace Faultline.Systems.KeyValue;

/// <summary>The replicated state machine: keys, values and sessions. Equal commands in equal order give equal states.</summary>
/// <param name="sessionCapacity">How many sessions are kept.</param>
internal sealed class KvMachine(int sessionCapacity)
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly SessionTable _sessions = new(sessionCapacity);
    private long _applied;
    private long _bytesOfValues;

    /// <summary>A planted mistake: a retry is applied again.</summary>
    public bool ForgetsRetries { get; init; }

    /// <summary>How much memory the state takes, roughly, in bytes.</summary>
    public long Bytes => _bytesOfValues + _sessions.Bytes;

    /// <summary>Applies a command.</summary>
    /// <returns>What its client is to be told, or null where it has moved on.</returns>
    public KvMessage? Apply(KvCommand command)
    {
        _applied++;
        if (command.Operation is not { } operation)
        {
            _sessions.Open(_applied, _applied);
            return new SessionOpened(command.Sequence, _applied);
        }

        if (!ForgetsRetries && IsSettled(command.Session, command.Sequence, out var answer)) return answer;
        var result = Execute(operation);
        _sessions.Record(command.Session, command.Sequence, result, _applied);
        return new KvReply(command.Sequence, result);
    }

    /// <summary>Whether an operation needs no applying, because its session knows it already or is gone.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sequence">The operation's number.</param>
    /// <param name="answer">What the client is to be told; null where it has moved on.</param>
    public bool IsSettled(long session, long sequence, out KvMessage? answer)
    {
        answer = null;
        if (_sessions.Find(session) is not { } found)
        {
            answer = new SessionExpired(sequence);
            return true;
        }

        if (sequence > found.LastSequence) return false;
        if (sequence == found.LastSequence) answer = new KvReply(sequence, found.LastResult!);
        return true;
    }

    /// <summary>Reads a key.</summary>
    public KvResult Get(string key) => new(true, _values.GetValueOrDefault(key));

    /// <summary>The whole state as bytes.</summary>
    /// <param name="withSessions">False plants a mistake: the sessions are left out.</param>
    public byte[] Save(bool withSessions = true) => MemoryPackSerializer.Serialize(new KvImage(
        _applied, [.. _values.Keys], [.. _values.Values], withSessions ? _sessions.Save() : []));

    /// <summary>Takes over a state from <see cref="Save"/>, perhaps another node's.</summary>
    /// <returns>Whether the bytes are one; where not, the state stays as it was.</returns>
    public bool TryLoad(ReadOnlySpan<byte> bytes)
    {
        if (KvImage.TryRead(bytes) is not { } image) return false;
        _applied = image.Applied;
        Clear();
        for (var i = 0; i < image.Keys.Length; i++) Set(image.Keys[i], image.Values[i]);
        _sessions.Load(image.Sessions);
        return true;
    }

    /// <summary>Executes an operation outside of any session.</summary>
    public KvResult Execute(KvOperation operation)
    {
        switch (operation)
        {
            case KvGet get:
                return Get(get.Key);
            case KvPut put:
                Set(put.Key, put.Value);
                return KvResult.Done;
            case KvCas cas:
                if (_values.GetValueOrDefault(cas.Key) != cas.Expected) return KvResult.Mismatch;
                Set(cas.Key, cas.Value);
                return KvResult.Done;
            case KvDelete delete:
                Set(delete.Key, null);
                return KvResult.Done;
            default:
                throw new ArgumentException($"a key-value store has no operation {operation.GetType().Name}", nameof(operation));
        }
    }

    private void Set(string key, string? value)
    {
        if (_values.Remove(key, out var old)) _bytesOfValues -= BytesOf(key, old);
        if (value is null) return;
        _values.Add(key, value);
        _bytesOfValues += BytesOf(key, value);
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        _values.Clear();
        _bytesOfValues = 0;
    }

    private static long BytesOf(string key, string value) => 96 + (2 * (key.Length + value.Length));
}
