using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;
using Faultline.Systems.Signatures;
using MemoryPack;

namespace Faultline.Systems.Pbft;

/// <summary>Proof that a replica has equivocated: two statements with its signature of which a correct replica signs only one.</summary>
/// <remarks>
/// A stranger verifies it with nothing but the replica's public key and the signature scheme: no log, no clock, no other replica. It proves
/// that the key was misused and not why: a replica that lost its disk and voted again is convicted as well.
/// </remarks>
/// <param name="Cluster">The cluster, as it stands in what was signed.</param>
/// <param name="Kind">Pre-prepare, prepare, commit or checkpoint.</param>
/// <param name="Author">The replica.</param>
/// <param name="View">The view of both statements; zero for checkpoints.</param>
/// <param name="Sequence">The sequence number of both statements.</param>
/// <param name="First">The digest in the first one.</param>
/// <param name="FirstSignature">The signature of the first one.</param>
/// <param name="Second">The digest in the second one.</param>
/// <param name="SecondSignature">The signature of the second one.</param>
[MemoryPackable]
public sealed partial record Evidence(
    Hash256 Cluster, StatementKind Kind, NodeId Author, long View, long Sequence,
    Hash256 First, byte[] FirstSignature, Hash256 Second, byte[] SecondSignature)
{
    /// <summary>Whether this proves that the replica has equivocated.</summary>
    /// <param name="scheme">The signature scheme of the cluster.</param>
    /// <param name="publicKey">The replica's public key.</param>
    /// <returns>Whether it does; malformed evidence does not.</returns>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> publicKey)
    {
        if (Kind is not (StatementKind.PrePrepare or StatementKind.Prepare or StatementKind.Commit or StatementKind.Checkpoint))
            return false;
        if (FirstSignature is null || SecondSignature is null || First == Second) return false;
        return Has(scheme, publicKey, First, FirstSignature) && Has(scheme, publicKey, Second, SecondSignature);
    }

    /// <summary>The evidence as bytes, to be handed on.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes() => MemoryPackSerializer.Serialize(this);

    /// <summary>Reads evidence. It is not verified.</summary>
    /// <param name="bytes">What <see cref="ToBytes"/> wrote, or anything else.</param>
    /// <param name="evidence">The evidence, when the bytes are some.</param>
    /// <returns>Whether they are.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Evidence? evidence) =>
        StrangeBytes.TryRead(bytes, out evidence);

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"evidence: {Author} signed two {Words} for view {View}, sequence {Sequence}: {First.Word0:x16} and {Second.Word0:x16}");

    private string Words => Kind switch
    {
        StatementKind.PrePrepare => "pre-prepares",
        StatementKind.Prepare => "prepares",
        StatementKind.Commit => "commits",
        _ => "checkpoints",
    };

    private bool Has(SignatureScheme scheme, ReadOnlySpan<byte> publicKey, in Hash256 digest, byte[] signature)
    {
        Span<byte> signed = stackalloc byte[Hash256.Size];
        Statement.About(Cluster, Kind, Author, View, Sequence, digest).Write(signed);
        return scheme.Verify(publicKey, signed, signature);
    }
}
