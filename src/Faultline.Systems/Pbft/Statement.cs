using Faultline.Model.Nodes;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Pbft;

/// <summary>What a signature is for. The number is part of what is signed, so that none can be passed off as another.</summary>
public enum StatementKind : byte
{
    /// <summary>A client asks for an operation.</summary>
    Request = 1,

    /// <summary>A replica answers a client.</summary>
    Reply,

    /// <summary>The primary gives a batch its sequence number in a view.</summary>
    PrePrepare,

    /// <summary>A replica agrees to that.</summary>
    Prepare,

    /// <summary>A replica knows that a quorum agrees.</summary>
    Commit,

    /// <summary>A replica has a state after a sequence number.</summary>
    Checkpoint,

    /// <summary>A replica leaves for a later view.</summary>
    ViewChange,

    /// <summary>A primary begins its view.</summary>
    NewView,

    /// <summary>A replica says how far it is.</summary>
    Status,

    /// <summary>Proof of a stable checkpoint.</summary>
    CheckpointProof,

    /// <summary>A replica asks for a part of a state.</summary>
    FetchState,

    /// <summary>A part of a state.</summary>
    StateChunk,

    /// <summary>A replica asks for a batch that it knows by its digest.</summary>
    FetchBatch,

    /// <summary>The batch.</summary>
    BatchBody,

    /// <summary>A replica has lost its memory and asks how far the others are.</summary>
    RejoinRequest,

    /// <summary>The answer.</summary>
    RejoinReply,
}

/// <summary>The digests that replicas sign: the kind, the cluster, the author and what is said, in canonical bytes.</summary>
internal static class Statement
{
    /// <summary>Begins every statement: the protocol and the version of its canonical form.</summary>
    public static ReadOnlySpan<byte> Domain => "faultline/pbft/1"u8;

    private const int FixedLength = 16 + Hash256.Size + 1 + sizeof(int) + sizeof(long) + sizeof(long) + Hash256.Size;

    /// <summary>The digest of a statement about a sequence number in a view: all that agreement needs.</summary>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="kind">What is said.</param>
    /// <param name="author">Who says it.</param>
    /// <param name="view">The view; zero where there is none.</param>
    /// <param name="sequence">The sequence number; zero where there is none.</param>
    /// <param name="digest">Of what.</param>
    public static Hash256 About(in Hash256 cluster, StatementKind kind, NodeId author, long view, long sequence, in Hash256 digest)
    {
        var writer = new CanonicalWriter(stackalloc byte[FixedLength]);
        Begin(ref writer, cluster, kind, author);
        writer.Int64(view);
        writer.Int64(sequence);
        writer.Hash(digest);
        return writer.Digest();
    }

    /// <summary>Writes what every statement begins with.</summary>
    public static void Begin(ref CanonicalWriter writer, in Hash256 cluster, StatementKind kind, NodeId author)
    {
        foreach (var octet in Domain) writer.Byte(octet);
        writer.Hash(cluster);
        writer.Byte((byte)kind);
        writer.Name(author);
    }
}
