using MemoryPack;

namespace Faultline.Systems.Pbft;

/// <summary>What a replica must remember through a power loss, so that it never says the opposite afterwards.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(StableRecord))]
[MemoryPackUnion(1, typeof(ViewChangeRecord))]
[MemoryPackUnion(2, typeof(NewViewRecord))]
[MemoryPackUnion(3, typeof(ProposalRecord))]
[MemoryPackUnion(4, typeof(PreparedRecord))]
[MemoryPackUnion(5, typeof(RejoiningRecord))]
internal abstract partial record JournalRecord;

/// <summary>A stable checkpoint and its state; it stands first in a rewritten journal.</summary>
/// <param name="Certificate">Its proof.</param>
/// <param name="State">The state in canonical bytes.</param>
[MemoryPackable]
internal sealed partial record StableRecord(CheckpointCertificate Certificate, byte[] State) : JournalRecord;

/// <summary>The replica left for a view, and votes in no earlier one any more.</summary>
/// <param name="Message">What it told the others.</param>
[MemoryPackable]
internal sealed partial record ViewChangeRecord(ViewChange Message) : JournalRecord;

/// <summary>A view began.</summary>
/// <param name="Message">How it began.</param>
[MemoryPackable]
internal sealed partial record NewViewRecord(NewView Message) : JournalRecord;

/// <summary>The replica accepted a proposal, or as primary made it: its pre-prepare or prepare follows from that.</summary>
/// <param name="View">The view.</param>
/// <param name="Proposal">The sequence number, the digest and the primary's signature.</param>
/// <param name="Batch">The batch, where it is known.</param>
[MemoryPackable]
internal sealed partial record ProposalRecord(long View, Proposal Proposal, Request[]? Batch) : JournalRecord;

/// <summary>A batch has prepared: the replica's commit follows from that.</summary>
/// <param name="Certificate">The proof.</param>
[MemoryPackable]
internal sealed partial record PreparedRecord(PreparedCertificate Certificate) : JournalRecord;

/// <summary>
/// The replica has lost something that was durable: what is left does not entitle it to vote before a checkpoint at this sequence number,
/// or
/// a later one, is stable.
/// </summary>
/// <param name="Until">The sequence number; zero where it is not known yet.</param>
[MemoryPackable]
internal sealed partial record RejoiningRecord(long Until) : JournalRecord;
