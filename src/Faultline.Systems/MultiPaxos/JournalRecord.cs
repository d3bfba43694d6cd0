using Faultline.Model.Nodes;
using Faultline.Systems.Paxos;
using MemoryPack;

namespace Faultline.Systems.MultiPaxos;

/// <summary>What a replica must remember through a power loss.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Promised))]
[MemoryPackUnion(1, typeof(AcceptedRecord))]
[MemoryPackUnion(2, typeof(SnapshotRecord))]
[MemoryPackUnion(3, typeof(RejoinedRecord))]
[MemoryPackUnion(4, typeof(RejoiningRecord))]
internal abstract partial record JournalRecord;

/// <summary>A promise: no ballot below this one will be accepted.</summary>
/// <param name="Ballot">The ballot.</param>
[MemoryPackable]
internal sealed partial record Promised(Ballot Ballot) : JournalRecord;

/// <summary>A value accepted for a slot; it replaces an earlier one. Implies the promise of its ballot.</summary>
/// <param name="Entry">The slot, the ballot and the value.</param>
[MemoryPackable]
internal sealed partial record AcceptedRecord(AcceptedEntry Entry) : JournalRecord;

/// <summary>The state after all slots up to one; it stands first in a rewritten journal.</summary>
/// <param name="Index">The last slot that it holds.</param>
/// <param name="Image">A <see cref="ReplicaImage"/> as bytes.</param>
[MemoryPackable]
internal sealed partial record SnapshotRecord(long Index, byte[] Image) : JournalRecord;

/// <summary>A node, this one or another, has regained its memory in a ballot; it counts until a higher one.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Ballot">The ballot.</param>
[MemoryPackable]
internal sealed partial record RejoinedRecord(NodeId Node, Ballot Ballot) : JournalRecord;

/// <summary>The node has lost something that was durable, and has not regained it: the journal alone does not entitle it to vote.</summary>
[MemoryPackable]
internal sealed partial record RejoiningRecord : JournalRecord;

/// <summary>What a snapshot holds: a replica that gets it needs nothing of the slots before.</summary>
/// <param name="Members">The numbers of the nodes.</param>
/// <param name="State">The state machine's bytes, sessions included.</param>
[MemoryPackable]
internal sealed partial record ReplicaImage(int[] Members, byte[] State);
