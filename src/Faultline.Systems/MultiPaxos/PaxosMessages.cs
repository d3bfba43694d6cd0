using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.MultiPaxos;

/// <summary>What the replicas say to each other.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(PreVote))]
[MemoryPackUnion(1, typeof(PreVoteReply))]
[MemoryPackUnion(2, typeof(Prepare))]
[MemoryPackUnion(3, typeof(PromiseReply))]
[MemoryPackUnion(4, typeof(Accept))]
[MemoryPackUnion(5, typeof(Accepted))]
[MemoryPackUnion(6, typeof(Nack))]
[MemoryPackUnion(7, typeof(Heartbeat))]
[MemoryPackUnion(8, typeof(HeartbeatAck))]
[MemoryPackUnion(9, typeof(CatchUpRequest))]
[MemoryPackUnion(10, typeof(CatchUpEntries))]
[MemoryPackUnion(11, typeof(SnapshotRequest))]
[MemoryPackUnion(12, typeof(SnapshotChunk))]
[MemoryPackUnion(13, typeof(ReadIndexRequest))]
[MemoryPackUnion(14, typeof(ReadIndexReply))]
[MemoryPackUnion(15, typeof(TransferRequest))]
[MemoryPackUnion(16, typeof(TimeoutNow))]
[MemoryPackUnion(17, typeof(Rejoin))]
[MemoryPackUnion(18, typeof(RejoinReply))]
public abstract partial record PaxosMessage : Message;

/// <summary>What an acceptor has accepted for a slot.</summary>
/// <param name="Slot">The log slot, from 1.</param>
/// <param name="Ballot">The ballot in which it was accepted.</param>
/// <param name="Batch">The commands; none for a no-op.</param>
[MemoryPackable]
public sealed partial record AcceptedEntry(long Slot, Ballot Ballot, SessionCommand[] Batch);

/// <summary>Would you promise this ballot? Asked before an election, and changes nothing.</summary>
/// <param name="Ballot">The ballot that the sender would use.</param>
/// <param name="CommitIndex">How far the sender knows the log.</param>
[MemoryPackable]
public sealed partial record PreVote(Ballot Ballot, long CommitIndex) : PaxosMessage;

/// <summary>The answer.</summary>
/// <param name="Ballot">From the question.</param>
/// <param name="Granted">Whether the answerer would promise.</param>
/// <param name="Promised">The highest ballot that the answerer has promised.</param>
/// <param name="CommitIndex">How far the answerer knows the log.</param>
[MemoryPackable]
public sealed partial record PreVoteReply(Ballot Ballot, bool Granted, Ballot Promised, long CommitIndex) : PaxosMessage;

/// <summary>Phase 1a, for all slots at once.</summary>
/// <param name="Ballot">The ballot.</param>
/// <param name="FromSlot">The first slot that the sender does not know.</param>
/// <param name="TransferredFrom">The ballot whose leader handed over and gave its lease up, or none.</param>
[MemoryPackable]
public sealed partial record Prepare(Ballot Ballot, long FromSlot, Ballot TransferredFrom) : PaxosMessage;

/// <summary>Phase 1b: the promise not to accept below the ballot, with everything accepted so far.</summary>
/// <param name="Ballot">The promised ballot.</param>
/// <param name="Accepted">What was accepted from the asked slot on, in the order of the slots.</param>
/// <param name="Lives">The ballot in which each node began its present life, as far as the sender knows; see <see cref="Rejoin"/>.</param>
[MemoryPackable]
public sealed partial record PromiseReply(Ballot Ballot, AcceptedEntry[] Accepted, Ballot[] Lives) : PaxosMessage;

/// <summary>Phase 2a.</summary>
/// <param name="Ballot">The ballot.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Batch">The proposed commands.</param>
/// <param name="CommitIndex">Up to which slot the sender knows everything to be chosen.</param>
[MemoryPackable]
public sealed partial record Accept(Ballot Ballot, long Slot, SessionCommand[] Batch, long CommitIndex) : PaxosMessage;

/// <summary>Phase 2b.</summary>
/// <param name="Ballot">The ballot.</param>
/// <param name="Slot">The slot.</param>
/// <param name="CommitIndex">How far the acceptor knows the log: its leader sends it no more than it can follow.</param>
[MemoryPackable]
public sealed partial record Accepted(Ballot Ballot, long Slot, long CommitIndex) : PaxosMessage;

/// <summary>A refusal: the acceptor has promised a higher ballot.</summary>
/// <param name="Ballot">The refused ballot.</param>
/// <param name="Promised">The promised ballot.</param>
[MemoryPackable]
public sealed partial record Nack(Ballot Ballot, Ballot Promised) : PaxosMessage;

/// <summary>The leader is there.</summary>
/// <param name="Ballot">Its ballot.</param>
/// <param name="Round">Counts the heartbeats of the ballot.</param>
/// <param name="CommitIndex">Up to which slot it knows everything to be chosen.</param>
[MemoryPackable]
public sealed partial record Heartbeat(Ballot Ballot, long Round, long CommitIndex) : PaxosMessage;

/// <summary>The sender has promised no higher ballot when it sends this; with leases, it will promise none for a while.</summary>
/// <param name="Ballot">From the heartbeat.</param>
/// <param name="Round">From the heartbeat.</param>
/// <param name="CommitIndex">How far the sender knows the log.</param>
/// <param name="Shortage">What the sender has too little of.</param>
[MemoryPackable]
public sealed partial record HeartbeatAck(Ballot Ballot, long Round, long CommitIndex, Shortage Shortage) : PaxosMessage;

/// <summary>The sender lacks chosen slots.</summary>
/// <param name="FromSlot">The first one.</param>
[MemoryPackable]
public sealed partial record CatchUpRequest(long FromSlot) : PaxosMessage;

/// <summary>Chosen slots.</summary>
/// <param name="Chosen">In the order of the slots, without gaps.</param>
/// <param name="CommitIndex">How far the sender knows the log.</param>
[MemoryPackable]
public sealed partial record CatchUpEntries(AcceptedEntry[] Chosen, long CommitIndex) : PaxosMessage;

/// <summary>The next part of a snapshot, please.</summary>
/// <param name="Index">Which snapshot.</param>
/// <param name="Offset">Where the part begins, in bytes.</param>
[MemoryPackable]
public sealed partial record SnapshotRequest(long Index, int Offset) : PaxosMessage;

/// <summary>A part of a snapshot.</summary>
/// <param name="Index">The last slot that the snapshot holds.</param>
/// <param name="Offset">Where the part begins, in bytes.</param>
/// <param name="Length">How long the whole snapshot is, in bytes.</param>
/// <param name="Digest">The whole snapshot's digest.</param>
/// <param name="Bytes">The part.</param>
[MemoryPackable]
public sealed partial record SnapshotChunk(long Index, int Offset, int Length, ulong Digest, byte[] Bytes) : PaxosMessage;

/// <summary>A follower wants to answer a read: up to which slot must it know the log?</summary>
/// <param name="Read">The follower's number for the read.</param>
[MemoryPackable]
public sealed partial record ReadIndexRequest(long Read) : PaxosMessage;

/// <summary>The answer, given after a quorum has confirmed the leader.</summary>
/// <param name="Read">From the request.</param>
/// <param name="Index">The slot.</param>
[MemoryPackable]
public sealed partial record ReadIndexReply(long Read, long Index) : PaxosMessage;

/// <summary>An operator wants another node to lead.</summary>
/// <param name="To">Which one.</param>
[MemoryPackable]
public sealed partial record TransferRequest(NodeId To) : PaxosMessage;

/// <summary>The leader hands over: the receiver should stand for election at once.</summary>
/// <param name="Ballot">The leader's ballot, in which it holds no lease any more.</param>
[MemoryPackable]
public sealed partial record TimeoutNow(Ballot Ballot) : PaxosMessage;

/// <summary>
/// The sender has lost what it had made durable, and wants it back: a promise of this ballot, and what was accepted. With the ballot a new
/// life of the sender begins, and what it had promised in an earlier one counts no more.
/// </summary>
/// <param name="Ballot">The ballot.</param>
/// <param name="Attempt">A random number that comes back: an answer to another attempt is no answer to this one.</param>
[MemoryPackable]
public sealed partial record Rejoin(Ballot Ballot, long Attempt) : PaxosMessage;

/// <summary>The answer: a promise as in phase 1b.</summary>
/// <param name="Ballot">The promised ballot.</param>
/// <param name="Attempt">From the question.</param>
/// <param name="CommitIndex">How far the answerer knows the log; up to there the asker has to catch up.</param>
/// <param name="Accepted">What was accepted behind that, in the order of the slots.</param>
/// <param name="Lives">The ballot in which each node began its present life, as far as the answerer knows.</param>
[MemoryPackable]
public sealed partial record RejoinReply(
    Ballot Ballot, long Attempt, long CommitIndex, AcceptedEntry[] Accepted, Ballot[] Lives) : PaxosMessage;
