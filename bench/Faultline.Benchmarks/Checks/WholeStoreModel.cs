using System.Collections.Immutable;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Benchmarks.Checks;

/// <summary>The text store as one part, in which operations on different keys commute.</summary>
internal sealed class WholeStoreModel : SequentialModel<WholeStoreModel.Store>
{
    private readonly TextStoreModel _model = new();

    public override string Name => "whole text store";

    public override Store Initial { get; } = new(ImmutableSortedDictionary<string, ChunkedText>.Empty, UInt128.Zero);

    public override bool Apply(in Store state, Operation operation, OperationResult? observed, out Store after)
    {
        var key = _model.PartOf(operation)!;
        var text = state.Texts.GetValueOrDefault(key, _model.Initial);
        var isLegal = _model.Apply(text, operation, observed, out var next);
        after = !isLegal || operation is KvGet
            ? state
            : new Store(state.Texts.SetItem(key, next), state.Digest ^ DigestOf(key, text) ^ DigestOf(key, next));
        return isLegal;
    }

    public override UInt128 Digest(in Store state) => state.Digest;

    public override bool AreEqual(in Store left, in Store right)
    {
        if (ReferenceEquals(left.Texts, right.Texts)) return true;
        if (left.Digest != right.Digest || left.Texts.Count != right.Texts.Count) return false;
        foreach (var (key, text) in left.Texts)
        {
            if (!right.Texts.TryGetValue(key, out var other) || !_model.AreEqual(text, other)) return false;
        }

        return true;
    }

    public override bool IsReadOnly(Operation operation, OperationResult? observed) => operation is KvGet;

    public override bool Commute(Operation one, Operation other) => _model.PartOf(one) != _model.PartOf(other);

    private UInt128 DigestOf(string key, in ChunkedText text)
    {
        var digest = _model.Digest(text);
        var hash = StableHash.Of(key);
        return new UInt128(
            StableHash.Mix(hash, unchecked((ulong)(digest >> 64))), StableHash.Mix(hash, unchecked((ulong)digest)));
    }

    internal sealed record Store(ImmutableSortedDictionary<string, ChunkedText> Texts, UInt128 Digest);
}
