using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using MemoryPack;

namespace Faultline.Systems.KeyValue;

/// <summary>What clients of a key-value store and its nodes say to each other, the same for every store here.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(OpenSession))]
[MemoryPackUnion(1, typeof(SessionOpened))]
[MemoryPackUnion(2, typeof(KvRequest))]
[MemoryPackUnion(3, typeof(KvReply))]
[MemoryPackUnion(4, typeof(KvRedirect))]
[MemoryPackUnion(5, typeof(KvBusy))]
[MemoryPackUnion(6, typeof(SessionExpired))]
public abstract partial record KvMessage : Message;

/// <summary>A client wants a session, in which each of its writes takes effect at most once.</summary>
/// <param name="Nonce">Comes back in the answer.</param>
[MemoryPackable]
public sealed partial record OpenSession(long Nonce) : KvMessage;

/// <summary>The session is open.</summary>
/// <param name="Nonce">From the request.</param>
/// <param name="Session">The session's number.</param>
[MemoryPackable]
public sealed partial record SessionOpened(long Nonce, long Session) : KvMessage;

/// <summary>A client asks for an operation. A retry has the same session and sequence number.</summary>
/// <param name="Session">The client's session.</param>
/// <param name="Sequence">Counts the session's operations.</param>
/// <param name="Operation">What is asked.</param>
[MemoryPackable]
public sealed partial record KvRequest(long Session, long Sequence, KvOperation Operation) : KvMessage;

/// <summary>The operation took effect.</summary>
/// <param name="Sequence">From the request.</param>
/// <param name="Result">What the client gets.</param>
[MemoryPackable]
public sealed partial record KvReply(long Sequence, KvResult Result) : KvMessage;

/// <summary>Another node has to be asked.</summary>
/// <param name="Sequence">From the request; the nonce, for a session.</param>
/// <param name="Leader">Which one, or nobody where that is not known.</param>
[MemoryPackable]
public sealed partial record KvRedirect(long Sequence, NodeId Leader) : KvMessage;

/// <summary>The node takes nothing on at the moment; the client should come back later.</summary>
/// <param name="Sequence">From the request; the nonce, for a session.</param>
/// <param name="Shortage">What it has too little of.</param>
[MemoryPackable]
public sealed partial record KvBusy(long Sequence, Shortage Shortage) : KvMessage;

/// <summary>What a node has too little of, so that it takes nothing on.</summary>
public enum Shortage : byte
{
    /// <summary>It has enough of everything.</summary>
    None,

    /// <summary>As many commands wait already as may.</summary>
    Queue,

    /// <summary>Too many disks are full.</summary>
    DiskFull,

    /// <summary>Too many disks fail.</summary>
    DiskFailing,

    /// <summary>The memory is nearly used up.</summary>
    Memory,
}

/// <summary>The session was evicted. Whether the operation took effect before that, the node does not know.</summary>
/// <param name="Sequence">From the request.</param>
[MemoryPackable]
public sealed partial record SessionExpired(long Sequence) : KvMessage;
