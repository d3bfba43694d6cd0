namespace Faultline.Model.Operations;

/// <summary>Acquires a mutex; its result is <see cref="Done"/>.</summary>
public sealed record Acquire : Operation
{
    /// <inheritdoc />
    public override string ToString() => "acquire";
}

/// <summary>Releases a mutex; its result is <see cref="Done"/>.</summary>
public sealed record Release : Operation
{
    /// <inheritdoc />
    public override string ToString() => "release";
}
