using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>A key-value store with get, put, compare and set, and delete. Each key is a part; its state is its
/// value.</summary>
public sealed class KeyValueModel : SingleValueModel
{
    /// <inheritdoc />
    public override string Name => "key-value store";

    /// <inheritdoc />
    public override string? PartOf(Operation operation) =>
        operation is KvOperation kv ? kv.Key : throw ModelInput.Unknown(operation, Name);

    /// <inheritdoc />
    public override string NameOfPart(string? part) => "key " + part;

    /// <inheritdoc />
    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed)
    {
        if (operation is not KvOperation) throw ModelInput.Unknown(operation, Name);
        return (operation, ModelInput.ResultOf<KvResult>(operation, observed)) switch
        {
            (KvGet, { Applied: true, Value: var value }) => ValueAccess.Reading(value),
            (KvPut put, null or { Applied: true }) => ValueAccess.Writing(put.Value),
            (KvDelete, null or { Applied: true }) => ValueAccess.Writing(null),
            (KvCas cas, null or { Applied: true }) => ValueAccess.Swapping(cas.Expected, cas.Value),
            (KvCas cas, { Applied: false }) => ValueAccess.ReadingOther(cas.Expected),
            _ => null,
        };
    }
}
