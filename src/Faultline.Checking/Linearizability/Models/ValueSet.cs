using System.Collections.Immutable;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>Some values, each once: the state of a set.</summary>
/// <remarks>Immutable; sets share what they have in common.</remarks>
public sealed class ValueSet
{
    private readonly ImmutableHashSet<string> _values;

    private ValueSet(ImmutableHashSet<string> values, UInt128 digest) => (_values, Digest) = (values, digest);

    internal static ValueSet Empty { get; } = new(ImmutableHashSet.Create<string>(StringComparer.Ordinal), UInt128.Zero);

    /// <summary>The exclusive-or of the digests of the values.</summary>
    internal UInt128 Digest { get; }

    internal bool Contains(string value) => _values.Contains(value);

    internal ValueSet Add(string value) =>
        Contains(value) ? this : new ValueSet(_values.Add(value), Digest ^ StateDigest.Of(value));

    internal ValueSet Remove(string value) =>
        Contains(value) ? new ValueSet(_values.Remove(value), Digest ^ StateDigest.Of(value)) : this;

    /// <summary>Whether it has these values, each of which is listed once, and no others.</summary>
    internal bool Has(IReadOnlyList<string> values) => values.Count == _values.Count && values.All(_values.Contains);

    internal bool HasSameValues(ValueSet other) => ReferenceEquals(_values, other._values) || _values.SetEquals(other._values);
}
