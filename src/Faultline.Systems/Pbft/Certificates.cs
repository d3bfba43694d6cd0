using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Pbft;

/// <summary>One replica's signature in a certificate.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Signature">Its signature.</param>
[MemoryPackable]
public sealed partial record Endorsement(NodeId Replica, byte[] Signature);

/// <summary>A sequence number that a new view gives to a batch again, or to the null request.</summary>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="Signature">The new primary's, over the pre-prepare.</param>
[MemoryPackable]
public sealed partial record Proposal(long Sequence, Hash256 Digest, byte[] Signature);

/// <summary>Signatures of a quorum that anyone can verify; that they were found right is kept with the object.</summary>
public abstract record Certificate
{
    private Membership? _verifiedFor;

    /// <summary>An empty one.</summary>
    protected Certificate()
    {
    }

    /// <summary>A copy, which may be changed: nothing that was found out about the original holds for it.</summary>
    /// <param name="original">The original.</param>
    protected Certificate(Certificate original) => ArgumentNullException.ThrowIfNull(original);

    /// <summary>Whether a quorum of distinct replicas has signed. The certificate must be well-formed.</summary>
    internal bool IsValid(Membership members)
    {
        if (ReferenceEquals(_verifiedFor, members)) return true;
        if (!Verify(members)) return false;
        _verifiedFor = members;
        return true;
    }

    private protected abstract bool Verify(Membership members);

    /// <summary>Counts signers and not signatures: each replica stands behind the one before it.</summary>
    private protected static bool AreDistinct(Membership members, Endorsement[]? endorsements)
    {
        if (endorsements is null || endorsements.Length > members.Count) return false;
        var last = -1;
        foreach (var endorsement in endorsements)
        {
            if (endorsement is not { Signature: not null } || members.PlaceOf(endorsement.Replica) <= last) return false;
            last = members.PlaceOf(endorsement.Replica);
        }

        return true;
    }
}

/// <summary>Proof that a batch has prepared: the primary's pre-prepare, and prepares by as many backups as make it a quorum.</summary>
/// <param name="View">The view.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="PrePrepare">The signature of the view's primary over the pre-prepare.</param>
/// <param name="Prepares">The signatures of the backups over their prepares, in the order of the replicas.</param>
[MemoryPackable]
public sealed partial record PreparedCertificate(
    long View, long Sequence, Hash256 Digest, byte[] PrePrepare, Endorsement[] Prepares) : Certificate
{
    internal bool IsWellFormed(Membership members) =>
        PbftSettings.IsNumber(View) && PbftSettings.IsNumber(Sequence, 1) && PrePrepare is not null && AreDistinct(members, Prepares);

    internal void Write(ref CanonicalWriter writer)
    {
        writer.Int64(View);
        writer.Int64(Sequence);
        writer.Hash(Digest);
        writer.Bytes(PrePrepare);
        writer.Int32(Prepares.Length);
        foreach (var prepare in Prepares)
        {
            writer.Name(prepare.Replica);
            writer.Bytes(prepare.Signature);
        }
    }

    private protected override bool Verify(Membership members)
    {
        var primary = members.Primary(View);
        if (1 + Prepares.Length < members.Quorum) return false;
        if (!members.HasSigned(primary, StatementKind.PrePrepare, View, Sequence, Digest, PrePrepare)) return false;
        foreach (var (replica, signature) in Prepares)
        {
            if (replica == primary) return false;
            if (!members.HasSigned(replica, StatementKind.Prepare, View, Sequence, Digest, signature)) return false;
        }

        return true;
    }
}

/// <summary>Proof that a checkpoint is stable: a quorum has that state. Everything before it can be forgotten.</summary>
/// <param name="Sequence">The sequence number; zero for the beginning, which needs no proof.</param>
/// <param name="StateDigest">The state's digest.</param>
/// <param name="Endorsements">The signatures over the checkpoint messages, in the order of the replicas.</param>
[MemoryPackable]
public sealed partial record CheckpointCertificate(long Sequence, Hash256 StateDigest, Endorsement[] Endorsements) : Certificate
{
    /// <summary>Before anything was executed.</summary>
    internal static CheckpointCertificate Beginning { get; } = new(0, default, []);

    internal bool IsWellFormed(Membership members) =>
        PbftSettings.IsNumber(Sequence) && AreDistinct(members, Endorsements);

    internal void Write(ref CanonicalWriter writer)
    {
        writer.Int64(Sequence);
        writer.Hash(StateDigest);
        writer.Int32(Endorsements.Length);
        foreach (var endorsement in Endorsements)
        {
            writer.Name(endorsement.Replica);
            writer.Bytes(endorsement.Signature);
        }
    }

    private protected override bool Verify(Membership members)
    {
        if (Sequence == 0) return true;
        if (Endorsements.Length < members.Quorum) return false;
        foreach (var (replica, signature) in Endorsements)
            if (!members.HasSigned(replica, StatementKind.Checkpoint, view: 0, Sequence, StateDigest, signature))
                return false;
        return true;
    }
}
