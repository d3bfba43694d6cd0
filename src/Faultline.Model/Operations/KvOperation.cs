using System.Text.Json.Serialization;
using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Model.Operations;

/// <summary>An operation on one key of a key-value store. A key that was never put, or was deleted, has no value.</summary>
/// <param name="Key">The key.</param>
[MemoryPackable]
[MemoryPackUnion(0, typeof(KvGet))]
[MemoryPackUnion(1, typeof(KvPut))]
[MemoryPackUnion(2, typeof(KvCas))]
[MemoryPackUnion(3, typeof(KvDelete))]
public abstract partial record KvOperation([property: JsonPropertyOrder(-1), BoundedText] string Key) : MachineOperation;

/// <summary>Reads a key. Its result has the value, or null where there is none.</summary>
/// <param name="Key">The key.</param>
[MemoryPackable]
public sealed partial record KvGet(string Key) : KvOperation(Key)
{
    /// <inheritdoc />
    public override string ToString() => $"get {Key}";
}

/// <summary>Sets a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value.</param>
[MemoryPackable]
public sealed partial record KvPut(string Key, [property: BoundedText] string Value) : KvOperation(Key)
{
    /// <inheritdoc />
    public override string ToString() => $"put {Key} = {Value}";
}

/// <summary>Compare and set: sets a key only where it has the expected value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expected">The value that it must have; null for none.</param>
/// <param name="Value">The new value.</param>
[MemoryPackable]
public sealed partial record KvCas(
    string Key, [property: BoundedText] string? Expected, [property: BoundedText] string Value) : KvOperation(Key)
{
    /// <inheritdoc />
    public override string ToString() => $"cas {Key} from {Expected ?? "nothing"} to {Value}";
}

/// <summary>Removes a key.</summary>
/// <param name="Key">The key.</param>
[MemoryPackable]
public sealed partial record KvDelete(string Key) : KvOperation(Key)
{
    /// <inheritdoc />
    public override string ToString() => $"delete {Key}";
}

/// <summary>The result of a <see cref="KvOperation"/> that completed.</summary>
/// <param name="Applied">False only for a compare and set that found another value.</param>
/// <param name="Value">What a get read; null where the key has no value, and for the other operations.</param>
[MemoryPackable]
public sealed partial record KvResult(bool Applied, [property: BoundedText] string? Value) : OperationResult
{
    /// <summary>The result of an operation that changed the store.</summary>
    public static KvResult Done { get; } = new(true, null);

    /// <summary>The result of a compare and set that found another value.</summary>
    public static KvResult Mismatch { get; } = new(false, null);

    /// <inheritdoc />
    public override string ToString() => (Applied, Value) switch
    {
        (false, _) => "not equal",
        (true, null) => "done",
        (true, _) => Value,
    };
}
