namespace Faultline.Model.Operations;

/// <summary>Proposes a value in one instance of consensus; the result is the value that was chosen.</summary>
/// <param name="Instance">Which instance, from 0.</param>
/// <param name="Value">The value.</param>
public sealed record Propose(long Instance, string Value) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"propose {Value} in instance {Instance}";
}

/// <summary>The result of a proposal: the value chosen in its instance, which may be another's.</summary>
/// <param name="Value">The chosen value.</param>
public sealed record Chosen(string Value) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => $"chosen {Value}";
}
