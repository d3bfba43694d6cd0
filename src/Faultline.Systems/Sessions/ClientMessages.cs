using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using MemoryPack;

namespace Faultline.Systems.Sessions;

/// <summary>What clients and the nodes that keep a state machine say to each other, the same for every such system here.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(OpenSession))]
[MemoryPackUnion(1, typeof(SessionOpened))]
[MemoryPackUnion(2, typeof(SessionRequest))]
[MemoryPackUnion(3, typeof(KvReply))]
[MemoryPackUnion(4, typeof(Redirect))]
[MemoryPackUnion(5, typeof(Busy))]
[MemoryPackUnion(6, typeof(SessionExpired))]
[MemoryPackUnion(7, typeof(ChatReply))]
public abstract partial record ClientMessage : Message;

/// <summary>A client wants a session, in which each of its writes takes effect at most once.</summary>
/// <param name="Nonce">Comes back in the answer.</param>
[MemoryPackable]
public sealed partial record OpenSession(long Nonce) : ClientMessage;

/// <summary>The session is open.</summary>
/// <param name="Nonce">From the request.</param>
/// <param name="Session">The session's number.</param>
[MemoryPackable]
public sealed partial record SessionOpened(long Nonce, long Session) : ClientMessage;

/// <summary>A client asks for an operation. A retry has the same session and sequence number.</summary>
/// <param name="Session">The client's session.</param>
/// <param name="Sequence">Counts the session's operations.</param>
/// <param name="Operation">What is asked.</param>
[MemoryPackable]
public sealed partial record SessionRequest(long Session, long Sequence, MachineOperation Operation) : ClientMessage;

/// <summary>The operation took effect.</summary>
/// <param name="Sequence">From the request.</param>
public abstract record Reply(long Sequence) : ClientMessage
{
    /// <summary>What the client gets.</summary>
    [MemoryPackIgnore]
    public abstract OperationResult Outcome { get; }
}

/// <summary>An operation on a key-value store took effect.</summary>
/// <param name="Sequence">From the request.</param>
/// <param name="Result">What the client gets.</param>
[MemoryPackable]
public sealed partial record KvReply(long Sequence, KvResult Result) : Reply(Sequence)
{
    /// <inheritdoc />
    public override OperationResult Outcome => Result;
}

/// <summary>An operation on a chat took effect, or was refused.</summary>
/// <param name="Sequence">From the request.</param>
/// <param name="Result">What the client gets.</param>
[MemoryPackable]
public sealed partial record ChatReply(long Sequence, ChatResult Result) : Reply(Sequence)
{
    /// <inheritdoc />
    public override OperationResult Outcome => Result;
}

/// <summary>Another node has to be asked.</summary>
/// <param name="Sequence">From the request; the nonce, for a session.</param>
/// <param name="Leader">Which one, or nobody where that is not known.</param>
[MemoryPackable]
public sealed partial record Redirect(long Sequence, NodeId Leader) : ClientMessage;

/// <summary>The node takes nothing on at the moment; the client should come back later.</summary>
/// <param name="Sequence">From the request; the nonce, for a session.</param>
/// <param name="Shortage">What it has too little of.</param>
[MemoryPackable]
public sealed partial record Busy(long Sequence, Shortage Shortage) : ClientMessage;

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
public sealed partial record SessionExpired(long Sequence) : ClientMessage;
