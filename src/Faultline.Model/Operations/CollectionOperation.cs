namespace Faultline.Model.Operations;

/// <summary>Puts a value at the end of a queue.</summary>
/// <param name="Value">The value.</param>
public sealed record Enqueue(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"enqueue {Value}";
}

/// <summary>Takes the value at the head of a queue; its result is <see cref="Taken"/>.</summary>
public sealed record Dequeue : Operation
{
    /// <inheritdoc />
    public override string ToString() => "dequeue";
}

/// <summary>Puts a value on a stack.</summary>
/// <param name="Value">The value.</param>
public sealed record Push(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"push {Value}";
}

/// <summary>Takes the value on top of a stack; its result is <see cref="Taken"/>.</summary>
public sealed record Pop : Operation
{
    /// <inheritdoc />
    public override string ToString() => "pop";
}

/// <summary>Puts a value into a priority queue.</summary>
/// <param name="Value">The value.</param>
/// <param name="Priority">Its priority; the smallest is taken first, and among equal ones any.</param>
public sealed record Insert(string Value, long Priority) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"insert {Value} with priority {Priority}";
}

/// <summary>Takes a value of the smallest priority out of a priority queue; its result is <see cref="Taken"/>.</summary>
public sealed record DeleteMin : Operation
{
    /// <inheritdoc />
    public override string ToString() => "delete-min";
}

/// <summary>What was taken out of a queue, a stack or a priority queue.</summary>
/// <param name="Value">The value; null where it was empty.</param>
public sealed record Taken(string? Value) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => Value ?? "empty";
}

/// <summary>Adds a value to a set. Its result is <see cref="Done"/>, or an <see cref="Answer"/>: whether it was not there
/// yet.</summary>
/// <param name="Value">The value.</param>
public sealed record SetAdd(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"add {Value}";
}

/// <summary>Removes a value from a set. Its result is <see cref="Done"/>, or an <see cref="Answer"/>: whether it was
/// there.</summary>
/// <param name="Value">The value.</param>
public sealed record SetRemove(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"remove {Value}";
}

/// <summary>Asks whether a value is in a set; its result is an <see cref="Answer"/>.</summary>
/// <param name="Value">The value.</param>
public sealed record SetContains(string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"contains {Value}";
}

/// <summary>Reads a whole set; its result is <see cref="Elements"/>.</summary>
public sealed record SetRead : Operation
{
    /// <inheritdoc />
    public override string ToString() => "read";
}

/// <summary>The result of an operation that tells nothing but that it took effect.</summary>
public sealed record Done : OperationResult
{
    /// <summary>The one there is.</summary>
    public static Done Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "done";
}

/// <summary>Yes or no.</summary>
/// <param name="Yes">Whether yes.</param>
public sealed record Answer(bool Yes) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => Yes ? "yes" : "no";
}

/// <summary>The values in a set, in any order.</summary>
/// <param name="Values">The values.</param>
public sealed record Elements(IReadOnlyList<string> Values) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => "{" + string.Join(", ", Values) + "}";
}
