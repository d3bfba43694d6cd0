using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Linearizability;

/// <summary>A key-value store with get, put, compare and set, and delete. Each key is a part; its state is its
/// value.</summary>
public sealed class KeyValueModel : SequentialModel<string?>
{
    private const ulong High = 0x6B65792D76616C75;
    private const ulong Low = 0x652D73746F726521;

    /// <inheritdoc />
    public override string Name => "key-value store";

    /// <inheritdoc />
    public override string? Initial => null;

    /// <inheritdoc />
    public override bool Apply(in string? state, Operation operation, OperationResult? observed, out string? after)
    {
        var result = ResultOf(operation, observed);
        after = state;
        switch (operation)
        {
            case KvGet:
                return result is null || (result.Applied && result.Value == state);
            case KvPut put:
                after = put.Value;
                return result is null or { Applied: true };
            case KvDelete:
                after = null;
                return result is null or { Applied: true };
            case KvCas cas:
                var applies = cas.Expected == state;
                if (applies) after = cas.Value;
                return result is null || result.Applied == applies;
            default:
                throw Unknown(operation);
        }
    }

    /// <inheritdoc />
    public override UInt128 Digest(in string? state)
    {
        if (state is null) return UInt128.Zero;
        var hash = StableHash.Of(state);
        return new UInt128(StableHash.Mix(hash, High), StableHash.Mix(hash, Low));
    }

    /// <inheritdoc />
    public override bool AreEqual(in string? left, in string? right) =>
        string.Equals(left, right, StringComparison.Ordinal);

    /// <inheritdoc />
    public override string? PartOf(Operation operation) =>
        operation is KvOperation kv ? kv.Key : throw Unknown(operation);

    /// <inheritdoc />
    public override string NameOfPart(string? part) => "key " + part;

    /// <inheritdoc />
    public override bool IsReadOnly(Operation operation, OperationResult? observed) =>
        operation is KvGet || (operation is KvCas && ResultOf(operation, observed) is { Applied: false });

    /// <inheritdoc />
    public override ValueAccess? AccessOf(Operation operation, OperationResult? observed) =>
        (operation, ResultOf(operation, observed)) switch
        {
            (KvGet, { Applied: true, Value: var value }) => ValueAccess.Reading(value),
            (KvPut put, null or { Applied: true }) => ValueAccess.Writing(put.Value),
            (KvDelete, null or { Applied: true }) => ValueAccess.Writing(null),
            (KvCas cas, null or { Applied: true }) => ValueAccess.Swapping(cas.Expected, cas.Value),
            (KvCas cas, { Applied: false }) => ValueAccess.ReadingOther(cas.Expected),
            _ => null,
        };

    private static KvResult? ResultOf(Operation operation, OperationResult? observed) => observed switch
    {
        null => null,
        KvResult result => result,
        _ => throw new ArgumentException($"`{operation}` has a result of type {observed.GetType().Name}, not KvResult"),
    };

    private static ArgumentException Unknown(Operation operation) =>
        new($"`{operation}` is not an operation on a key-value store");
}
