using Faultline.Model.Nodes;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Peers;
using MemoryPack;

namespace Faultline.Systems.Bitcoin.Disk;

/// <summary>What a node writes down of the chain.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(StoredBlock))]
internal abstract partial record StoredRecord;

/// <summary>A block that was taken in, in the order of that: of two with the same work the first stays the better one.</summary>
/// <param name="Block">The block.</param>
[MemoryPackable]
internal sealed partial record StoredBlock(Block Block) : StoredRecord;

/// <summary>Whom a node knows: its book of addresses, and those it was connected to.</summary>
/// <param name="Key">The secret of the book.</param>
/// <param name="Known">The addresses.</param>
/// <param name="Anchors">Whom it had opened connections for blocks alone to.</param>
[MemoryPackable]
internal sealed partial record StoredAddresses(ulong Key, KnownAddress[] Known, NodeId[] Anchors);
