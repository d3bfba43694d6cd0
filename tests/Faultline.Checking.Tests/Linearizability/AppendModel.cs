using Faultline.Checking.Linearizability;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Linearizability;

internal sealed record TextOperation(string Kind, string Key, string Value) : Operation
{
    public override string ToString() => $"{Kind} {Key} {Value}";
}

internal sealed record TextResult(string Value) : OperationResult;

/// <summary>Texts by key: get, put and append. A state cannot be written as one of the written values.</summary>
internal sealed class AppendModel : SequentialModel<string>
{
    public override string Name => "text store";

    public override string Initial => "";

    public override bool Apply(in string state, Operation operation, OperationResult? observed, out string after)
    {
        var text = (TextOperation)operation;
        after = text.Kind switch
        {
            "get" => state,
            "put" => text.Value,
            _ => state + text.Value,
        };
        return text.Kind != "get" || observed is null || ((TextResult)observed).Value == state;
    }

    public override UInt128 Digest(in string state) => StableHash.Of(state);

    public override string? PartOf(Operation operation) => ((TextOperation)operation).Key;

    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        ((TextOperation)operation).Kind == "get";
}
