namespace Faultline.Model.Operations;

/// <summary>Reads a register.</summary>
public sealed record RegisterRead : Operation
{
    /// <inheritdoc />
    public override string ToString() => "read";
}

/// <summary>Sets a register.</summary>
/// <param name="Value">The new value.</param>
public sealed record RegisterWrite(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"write {Value}";
}

/// <summary>Compare and set: sets a register only where it has the expected value.</summary>
/// <param name="Expected">The value that it must have; null for none.</param>
/// <param name="Value">The new value.</param>
public sealed record RegisterCas(string? Expected, string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"cas from {Expected ?? "nothing"} to {Value}";
}

/// <summary>The result of an operation on a register that completed.</summary>
/// <param name="Applied">False only for a compare and set that found another value.</param>
/// <param name="Value">What a read found; null where the register has no value, and for the other operations.</param>
public sealed record RegisterResult(bool Applied, string? Value) : OperationResult
{
    /// <summary>The result of an operation that changed the register.</summary>
    public static RegisterResult Done { get; } = new(true, null);

    /// <summary>The result of a compare and set that found another value.</summary>
    public static RegisterResult Mismatch { get; } = new(false, null);

    /// <inheritdoc />
    public override string ToString() => (Applied, Value) switch
    {
        (false, _) => "not equal",
        (true, null) => "done",
        (true, _) => Value,
    };
}
