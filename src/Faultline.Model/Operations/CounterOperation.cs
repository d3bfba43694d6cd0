using System.Globalization;

namespace Faultline.Model.Operations;

/// <summary>Adds to a counter, which starts at 0; its result is <see cref="Done"/>.</summary>
/// <param name="By">How much; may be negative.</param>
public sealed record CounterAdd(long By) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"add {By}";
}

/// <summary>Reads a counter; its result is a <see cref="CounterValue"/>.</summary>
public sealed record CounterRead : Operation
{
    /// <inheritdoc />
    public override string ToString() => "read";
}

/// <summary>What a counter showed.</summary>
/// <param name="Value">The number.</param>
public sealed record CounterValue(long Value) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
