namespace Faultline.Model.Operations;

/// <summary>Appends text to the value of a key of a store of texts, in which a missing key reads as the empty text.</summary>
/// <remarks>Only histories of such stores have it; <see cref="KvOperation"/> is what the systems here understand.</remarks>
/// <param name="Key">The key.</param>
/// <param name="Value">What is appended.</param>
public sealed record KvAppend(string Key, string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"append {Value} to {Key}";
}
