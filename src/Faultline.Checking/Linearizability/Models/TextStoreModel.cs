using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A store of texts by key with get, put and append, in which a missing key reads as the empty text. Each key is a
/// part.</summary>
public sealed class TextStoreModel : SequentialModel<ChunkedText>
{
    /// <inheritdoc />
    public override string Name => "text store";

    /// <inheritdoc />
    public override ChunkedText Initial => ChunkedText.Empty;

    /// <inheritdoc />
    public override bool Apply(in ChunkedText state, Operation operation, OperationResult? observed, out ChunkedText after)
    {
        var result = ModelInput.ResultOf<KvResult>(operation, observed);
        after = operation switch
        {
            KvGet => state,
            KvPut put => ChunkedText.Of(put.Value),
            KvAppend append => state.Append(append.Value),
            _ => throw ModelInput.Unknown(operation, Name),
        };
        return result is null || (result.Applied && (operation is not KvGet || state.Is(result.Value ?? "")));
    }

    /// <inheritdoc />
    public override UInt128 Digest(in ChunkedText state) => state.Digest;

    /// <inheritdoc />
    public override bool AreEqual(in ChunkedText left, in ChunkedText right) => left.HasSameText(right);

    /// <inheritdoc />
    public override string? PartOf(Operation operation) => operation switch
    {
        KvGet or KvPut => ((KvOperation)operation).Key,
        KvAppend append => append.Key,
        _ => throw ModelInput.Unknown(operation, Name),
    };

    /// <inheritdoc />
    public override string NameOfPart(string? part) => "key " + part;

    /// <inheritdoc />
    public override bool KnowsHelp => true;

    /// <inheritdoc />
    /// <remarks>What is appended next comes directly behind what is there, and what is put last stands at the beginning.</remarks>
    public override bool CanHelp(in ChunkedText state, Operation operation, OperationResult? observed, Operation other) =>
        (observed as KvResult)?.Value is not { } text || other switch
        {
            KvAppend append => state.IsStartOf(text)
                && text.AsSpan(state.Length).StartsWith(append.Value, StringComparison.Ordinal),
            KvPut put => text.StartsWith(put.Value, StringComparison.Ordinal),
            _ => false,
        };

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) => operation is KvGet;
}
