using System.Text.Json.Serialization;

namespace Faultline.Model.Operations;

/// <summary>Several reads and writes that are asked for as one.</summary>
/// <param name="Steps">What it does, in order; reads without what they read.</param>
public sealed record Transaction(IReadOnlyList<TransactionStep> Steps) : Operation
{
    /// <inheritdoc />
    public override string ToString() => "[" + string.Join(", ", Steps) + "]";
}

/// <summary>The result of a transaction that committed.</summary>
/// <param name="Steps">What it did, in order, with what its reads read.</param>
public sealed record TransactionResult(IReadOnlyList<TransactionStep> Steps) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => "[" + string.Join(", ", Steps) + "]";
}

/// <summary>What one step of a transaction does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind : byte
{
    /// <summary>Reads a key.</summary>
    Read,

    /// <summary>Sets a key, which holds a single value.</summary>
    Write,

    /// <summary>Appends to a key, which holds a list.</summary>
    Append,
}

/// <summary>One step of a transaction.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">What was written or appended, or what a read of a single value found; null for nothing.</param>
/// <param name="List">What a read of a list found; null for a read of a single value, and where it is not known.</param>
public readonly record struct TransactionStep(
    StepKind Kind, string Key, string? Value = null, IReadOnlyList<string>? List = null)
{
    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        StepKind.Write => $"w {Key} = {Value}",
        StepKind.Append => $"append {Value} to {Key}",
        _ when List is not null => $"r {Key} = [{string.Join(' ', List)}]",
        _ when Value is not null => $"r {Key} = {Value}",
        _ => $"r {Key}",
    };
}
