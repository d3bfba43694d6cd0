using Faultline.Model.Operations;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.KeyValue;

/// <summary>A key-value store as a state machine: keys, values and sessions.</summary>
/// <param name="sessionCapacity">How many sessions are kept.</param>
internal sealed class KvMachine(int sessionCapacity) : SessionMachine<KvResult>(sessionCapacity)
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private long _bytesOfValues;

    /// <inheritdoc />
    protected override long BytesOfState => _bytesOfValues;

    /// <inheritdoc />
    public override bool Understands(MachineOperation operation) => operation is KvOperation;

    /// <summary>Reads a key.</summary>
    public KvResult Get(string key) => new(true, _values.GetValueOrDefault(key));

    /// <inheritdoc />
    protected override byte[] Save(long applied, Session<KvResult>[] sessions) =>
        MemoryPackSerializer.Serialize(new KvImage(applied, [.. _values.Keys], [.. _values.Values], sessions));

    /// <inheritdoc />
    protected override (long Applied, Session<KvResult>[] Sessions)? LoadState(ReadOnlySpan<byte> bytes)
    {
        if (KvImage.TryRead(bytes) is not { } image) return null;
        Clear();
        for (var i = 0; i < image.Keys.Length; i++) Set(image.Keys[i], image.Values[i]);
        return (image.Applied, image.Sessions);
    }

    /// <inheritdoc />
    protected override Reply ReplyOf(long sequence, KvResult result) => new KvReply(sequence, result);

    /// <inheritdoc />
    public override KvResult Execute(MachineOperation operation)
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
