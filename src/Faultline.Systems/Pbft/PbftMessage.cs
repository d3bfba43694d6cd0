using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Pbft;

/// <summary>What clients and replicas say to each other. Each message names its author and has the author's signature.</summary>
/// <remarks>
/// <para>
/// Who delivered a message is not looked at: a replica passes on what others have signed, and a liar may send under any name. The signature
/// is over the digest of the kind, the cluster, the author and the content in canonical bytes (<see cref="StatementKind"/>).
/// </para>
/// <para>
/// A message object is immutable, so its digest, and that its signature was found right, are kept with it; a changed copy begins anew.
/// </para>
/// </remarks>
/// <param name="Author">Who says it: a replica, or a client.</param>
/// <param name="Signature">The author's signature.</param>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Request))]
[MemoryPackUnion(1, typeof(Reply))]
[MemoryPackUnion(2, typeof(PrePrepare))]
[MemoryPackUnion(3, typeof(Prepare))]
[MemoryPackUnion(4, typeof(Commit))]
[MemoryPackUnion(5, typeof(Checkpoint))]
[MemoryPackUnion(6, typeof(ViewChange))]
[MemoryPackUnion(7, typeof(NewView))]
[MemoryPackUnion(8, typeof(Status))]
[MemoryPackUnion(9, typeof(CheckpointProof))]
[MemoryPackUnion(10, typeof(FetchState))]
[MemoryPackUnion(11, typeof(StateChunk))]
[MemoryPackUnion(12, typeof(FetchBatch))]
[MemoryPackUnion(13, typeof(BatchBody))]
[MemoryPackUnion(14, typeof(RejoinRequest))]
[MemoryPackUnion(15, typeof(RejoinReply))]
public abstract partial record PbftMessage(NodeId Author, byte[] Signature) : VerifiedMessage
{
    /// <summary>Whether everything is there, within its bounds, and its author is one who may say such things.</summary>
    internal abstract bool IsWellFormed(Membership members);

    /// <summary>What the author has signed.</summary>
    internal Hash256 SignedDigest(Membership members)
    {
        if (ReferenceEquals(Known.DigestFor, members)) return Known.Digest;
        (Known.Digest, Known.DigestFor) = (ComputeDigest(members), members);
        return Known.Digest;
    }

    /// <summary>Whether the author has signed this. The message must be well-formed.</summary>
    internal bool IsAuthentic(Membership members)
    {
        if (ReferenceEquals(Known.VerifiedFor, members)) return true;
        if (!members.HasSigned(Author, SignedDigest(members), Signature)) return false;
        Known.VerifiedFor = members;
        return true;
    }

    /// <summary>The same message with the signature of its author, whose key this is.</summary>
    internal PbftMessage Signed(Membership members, Signer signer)
    {
        var signed = this with { Signature = signer.Sign(SignedDigest(members)) };
        (signed.Known, signed.Known.VerifiedFor) = (Known, members);
        return signed;
    }

    private protected abstract Hash256 ComputeDigest(Membership members);

    /// <summary>The digest of the message's batch, computed once.</summary>
    private protected Hash256 BatchDigestOf(Membership members, Request[] batch)
    {
        if (ReferenceEquals(Known.BatchDigestFor, members)) return Known.BatchDigest;
        (Known.BatchDigest, Known.BatchDigestFor) = (Batches.DigestOf(members, batch), members);
        return Known.BatchDigest;
    }

    private protected Hash256 About(Membership members, StatementKind kind, long view, long sequence, in Hash256 digest) =>
        Statement.About(members.ClusterId, kind, Author, view, sequence, digest);

    private protected static bool IsNumber(long value, long least = 0) => PbftSettings.IsNumber(value, least);

    private protected bool IsByReplica(Membership members) => members.PlaceOf(Author) >= 0 && Signature is not null;
}
