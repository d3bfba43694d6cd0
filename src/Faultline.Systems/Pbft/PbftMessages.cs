using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Pbft;

/// <summary>A client asks for an operation. A retry is the same message.</summary>
/// <param name="Author">The client.</param>
/// <param name="Timestamp">Greater than that of all earlier requests of this client.</param>
/// <param name="IsReadOnly">Whether replicas answer at once from their state instead of ordering it.</param>
/// <param name="Operation">What is asked.</param>
/// <param name="Signature">The client's.</param>
[MemoryPackable]
public sealed partial record Request(NodeId Author, long Timestamp, bool IsReadOnly, KvOperation Operation, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    /// <summary>The longest key or value, in UTF-16 code units.</summary>
    internal const int LongestText = 1 << 16;

    /// <summary>How much memory it takes, roughly, in bytes.</summary>
    [MemoryPackIgnore]
    internal long Bytes => 256 + (2 * (Operation.Key.Length + (Operation switch
    {
        KvPut put => put.Value.Length,
        KvCas cas => cas.Value.Length + (cas.Expected?.Length ?? 0),
        _ => 0,
    })));

    internal override bool IsWellFormed(Membership members)
    {
        if (members.ClientPlaceOf(Author) < 0 || Signature is null || Timestamp <= 0) return false;
        if (Operation is not { Key: { Length: <= LongestText } }) return false;
        return Operation switch
        {
            KvGet => true,
            KvPut put => put.Value is { Length: <= LongestText } && !IsReadOnly,
            KvCas cas => cas.Value is { Length: <= LongestText } && cas.Expected is not { Length: > LongestText } && !IsReadOnly,
            KvDelete => !IsReadOnly,
            _ => false,
        };
    }

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(stackalloc byte[256]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.Request, Author);
        writer.Int64(Timestamp);
        writer.Byte(IsReadOnly ? (byte)1 : (byte)0);
        writer.Operation(Operation);
        return writer.Digest();
    }
}

/// <summary>A replica answers a client.</summary>
/// <param name="Author">The replica.</param>
/// <param name="View">Its view, so that the client learns who is primary.</param>
/// <param name="Client">The client.</param>
/// <param name="Timestamp">From the request.</param>
/// <param name="Result">What the operation returned.</param>
/// <param name="Version">
/// For a read-only request, the version of what was read, so that equal answers mean one and the same write; else -1.
/// </param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record Reply(
    NodeId Author, long View, NodeId Client, long Timestamp, KvResult Result, long Version, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    /// <summary>The version of an answer to a request that was ordered.</summary>
    internal const long Ordered = -1;

    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && Result is not null && IsNumber(View) && members.ClientPlaceOf(Client) >= 0;

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(stackalloc byte[256]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.Reply, Author);
        writer.Int64(View);
        writer.Name(Client);
        writer.Int64(Timestamp);
        writer.Result(Result);
        writer.Int64(Version);
        return writer.Digest();
    }
}

/// <summary>
/// The primary gives a batch a sequence number. Signed is its digest; the batch itself rides along (section 4.2 of the paper).
/// </summary>
/// <param name="Author">The primary.</param>
/// <param name="View">Its view.</param>
/// <param name="Sequence">The sequence number, from 1.</param>
/// <param name="Batch">The requests.</param>
/// <param name="Signature">The primary's.</param>
[MemoryPackable]
public sealed partial record PrePrepare(NodeId Author, long View, long Sequence, Request[] Batch, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal Hash256 BatchDigest(Membership members) => BatchDigestOf(members, Batch);

    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && IsNumber(View) && IsNumber(Sequence, 1) && Batches.AreWellFormed(members, Batch);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.PrePrepare, View, Sequence, BatchDigest(members));
}

/// <summary>A backup agrees to a sequence number.</summary>
/// <param name="Author">The backup.</param>
/// <param name="View">The view.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="Signature">The backup's.</param>
[MemoryPackable]
public sealed partial record Prepare(NodeId Author, long View, long Sequence, Hash256 Digest, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && IsNumber(View) && IsNumber(Sequence, 1);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.Prepare, View, Sequence, Digest);
}

/// <summary>A replica has a prepared certificate for a sequence number.</summary>
/// <param name="Author">The replica.</param>
/// <param name="View">The view.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record Commit(NodeId Author, long View, long Sequence, Hash256 Digest, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && IsNumber(View) && IsNumber(Sequence, 1);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.Commit, View, Sequence, Digest);
}

/// <summary>A replica has executed everything up to a sequence number, and this is the state.</summary>
/// <param name="Author">The replica.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="StateDigest">The state's digest.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record Checkpoint(NodeId Author, long Sequence, Hash256 StateDigest, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && IsNumber(Sequence, 1);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.Checkpoint, view: 0, Sequence, StateDigest);
}

/// <summary>A replica leaves for a view and takes no part in earlier ones any more.</summary>
/// <param name="Author">The replica.</param>
/// <param name="View">The view that it wants.</param>
/// <param name="Stable">Its stable checkpoint, with proof: C.</param>
/// <param name="Prepared">What has prepared there behind that checkpoint, in the order of the sequence numbers: P.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record ViewChange(
    NodeId Author, long View, CheckpointCertificate Stable, PreparedCertificate[] Prepared, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members)
    {
        if (!IsByReplica(members) || !IsNumber(View, 1) || Stable?.IsWellFormed(members) != true || Prepared is null) return false;
        if (Prepared.Length > PbftSettings.MostWindow) return false;
        var last = Stable.Sequence;
        foreach (var certificate in Prepared)
        {
            if (certificate?.IsWellFormed(members) != true) return false;
            if (certificate.Sequence <= last || certificate.View >= View) return false;
            last = certificate.Sequence;
        }

        return last - Stable.Sequence <= PbftSettings.MostWindow;
    }

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(new byte[4_096]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.ViewChange, Author);
        writer.Int64(View);
        Stable.Write(ref writer);
        writer.Int32(Prepared.Length);
        foreach (var certificate in Prepared) certificate.Write(ref writer);
        return writer.Digest();
    }
}

/// <summary>The primary of a view begins it.</summary>
/// <param name="Author">The primary.</param>
/// <param name="View">Its view.</param>
/// <param name="ViewChanges">A quorum of view changes: V.</param>
/// <param name="Proposals">The pre-prepares that follow from them: O.</param>
/// <param name="Signature">The primary's.</param>
[MemoryPackable]
public sealed partial record NewView(NodeId Author, long View, ViewChange[] ViewChanges, Proposal[] Proposals, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members)
    {
        if (!IsByReplica(members) || !IsNumber(View, 1) || ViewChanges is null || Proposals is null) return false;
        if (ViewChanges.Length > members.Count || Proposals.Length > 2 * PbftSettings.MostWindow) return false;
        foreach (var change in ViewChanges)
            if (change?.IsWellFormed(members) != true)
                return false;
        foreach (var proposal in Proposals)
            if (proposal is not { Signature: not null } || !IsNumber(proposal.Sequence, 1))
                return false;
        return true;
    }

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(new byte[4_096]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.NewView, Author);
        writer.Int64(View);
        writer.Int32(ViewChanges.Length);
        foreach (var change in ViewChanges)
        {
            writer.Hash(change.SignedDigest(members));
            writer.Bytes(change.Signature);
        }

        writer.Int32(Proposals.Length);
        foreach (var proposal in Proposals)
        {
            writer.Int64(proposal.Sequence);
            writer.Hash(proposal.Digest);
            writer.Bytes(proposal.Signature);
        }

        return writer.Digest();
    }
}

/// <summary>How far a replica is. Others send what it lacks.</summary>
/// <param name="Author">The replica.</param>
/// <param name="View">Its view.</param>
/// <param name="IsChanging">Whether it still waits for that view to begin.</param>
/// <param name="Stable">Its stable checkpoint.</param>
/// <param name="Executed">The last sequence number that it has executed.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record Status(NodeId Author, long View, bool IsChanging, long Stable, long Executed, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && IsNumber(View) && IsNumber(Stable) && IsNumber(Executed, Stable);

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(stackalloc byte[128]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.Status, Author);
        writer.Int64(View);
        writer.Byte(IsChanging ? (byte)1 : (byte)0);
        writer.Int64(Stable);
        writer.Int64(Executed);
        return writer.Digest();
    }
}

/// <summary>Proof that a checkpoint is stable, for a replica that has missed it.</summary>
/// <param name="Author">Who passes it on.</param>
/// <param name="Certificate">The proof.</param>
/// <param name="Signature">The sender's.</param>
[MemoryPackable]
public sealed partial record CheckpointProof(NodeId Author, CheckpointCertificate Certificate, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && Certificate?.IsWellFormed(members) == true;

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(stackalloc byte[512]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.CheckpointProof, Author);
        Certificate.Write(ref writer);
        return writer.Digest();
    }
}

/// <summary>A replica asks for a part of the state of a checkpoint.</summary>
/// <param name="Author">The replica.</param>
/// <param name="Sequence">The checkpoint.</param>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record FetchState(NodeId Author, long Sequence, int Index, byte[] Signature) : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && IsNumber(Sequence, 1) && Index >= 0;

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.FetchState, Index, Sequence, default);
}

/// <summary>A part of the state of a checkpoint, with the way from it to the checkpoint's digest.</summary>
/// <param name="Author">Who passes it on.</param>
/// <param name="Sequence">The checkpoint.</param>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Length">How long the whole state is, in bytes.</param>
/// <param name="Bytes">The part.</param>
/// <param name="Path">The sisters on the way to the root of the Merkle tree, from the leaf up.</param>
/// <param name="Signature">The sender's.</param>
[MemoryPackable]
public sealed partial record StateChunk(
    NodeId Author, long Sequence, int Index, int Length, byte[] Bytes, Hash256[] Path, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && IsNumber(Sequence, 1) && Index >= 0 && Length >= 1 && Bytes is not null
        && Path is { Length: <= 32 };

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(new byte[512 + Bytes.Length]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.StateChunk, Author);
        writer.Int64(Sequence);
        writer.Int32(Index);
        writer.Int32(Length);
        writer.Bytes(Bytes);
        writer.Int32(Path.Length);
        foreach (var sister in Path) writer.Hash(sister);
        return writer.Digest();
    }
}

/// <summary>A replica knows a batch by its digest, from a new view, and asks for the batch itself.</summary>
/// <param name="Author">The replica.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Digest">The batch's digest.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record FetchBatch(NodeId Author, long Sequence, Hash256 Digest, byte[] Signature) : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members) && IsNumber(Sequence, 1);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.FetchBatch, view: 0, Sequence, Digest);
}

/// <summary>The batch that was asked for; its digest shows that it is the one.</summary>
/// <param name="Author">Who passes it on.</param>
/// <param name="Sequence">The sequence number.</param>
/// <param name="Batch">The requests.</param>
/// <param name="Signature">The sender's.</param>
[MemoryPackable]
public sealed partial record BatchBody(NodeId Author, long Sequence, Request[] Batch, byte[] Signature) : PbftMessage(Author, Signature)
{
    internal Hash256 BatchDigest(Membership members) => BatchDigestOf(members, Batch);

    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && IsNumber(Sequence, 1) && Batches.AreWellFormed(members, Batch);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.BatchBody, view: 0, Sequence, BatchDigest(members));
}

/// <summary>A replica has lost its memory: how far are the others?</summary>
/// <param name="Author">The replica.</param>
/// <param name="Attempt">A random number that comes back.</param>
/// <param name="Signature">The replica's.</param>
[MemoryPackable]
public sealed partial record RejoinRequest(NodeId Author, long Attempt, byte[] Signature) : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) => IsByReplica(members);

    private protected override Hash256 ComputeDigest(Membership members) =>
        About(members, StatementKind.RejoinRequest, Attempt, sequence: 0, default);
}

/// <summary>The answer.</summary>
/// <param name="Author">The replica that answers.</param>
/// <param name="Attempt">From the question.</param>
/// <param name="View">The view in which the answerer is.</param>
/// <param name="Stable">The answerer's stable checkpoint, with proof.</param>
/// <param name="Signature">The answerer's.</param>
[MemoryPackable]
public sealed partial record RejoinReply(NodeId Author, long Attempt, long View, CheckpointCertificate Stable, byte[] Signature)
    : PbftMessage(Author, Signature)
{
    internal override bool IsWellFormed(Membership members) =>
        IsByReplica(members) && IsNumber(View) && Stable?.IsWellFormed(members) == true;

    private protected override Hash256 ComputeDigest(Membership members)
    {
        var writer = new CanonicalWriter(stackalloc byte[512]);
        Statement.Begin(ref writer, members.ClusterId, StatementKind.RejoinReply, Author);
        writer.Int64(Attempt);
        writer.Int64(View);
        Stable.Write(ref writer);
        return writer.Digest();
    }
}
