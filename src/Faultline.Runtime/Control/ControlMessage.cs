using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using MemoryPack;

namespace Faultline.Runtime.Control;

/// <summary>What operators and nodes say to each other.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(AskStatus))]
[MemoryPackUnion(1, typeof(NodeStatus))]
[MemoryPackUnion(2, typeof(SetLink))]
[MemoryPackUnion(3, typeof(SetQuota))]
[MemoryPackUnion(4, typeof(StopNode))]
[MemoryPackUnion(5, typeof(OrderDone))]
public abstract partial record ControlMessage : Message
{
    internal static byte[] Encode(ControlMessage message) => MemoryPackSerializer.Serialize(message);

    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ControlMessage? message) =>
        StrangeBytes.TryRead(bytes, out message);
}

/// <summary>How is the node?</summary>
[MemoryPackable]
internal sealed partial record AskStatus : ControlMessage;

/// <summary>How the node is.</summary>
/// <param name="Node">Which node.</param>
/// <param name="UpTicks">For how long it has run, in ticks of 100 ns.</param>
/// <param name="Leads">Whether it says that it leads.</param>
/// <param name="Reached">The nodes to which its connection is open.</param>
/// <param name="Connections">How many connections are open altogether.</param>
/// <param name="MessagesSent">Messages that it wanted to send.</param>
/// <param name="MessagesReceived">Messages that came.</param>
/// <param name="MessagesDropped">Messages that could not leave.</param>
/// <param name="Refused">Connections and messages that it refused.</param>
/// <param name="BytesSent">Bytes on the wire, before encryption.</param>
/// <param name="DiskBytes">What its files take.</param>
/// <param name="DiskWritten">What was written to them since it started.</param>
/// <param name="Syncs">How often the disk made something durable.</param>
/// <param name="StruckByFaults">Messages that link faults have dropped, delayed or doubled.</param>
/// <param name="MemoryInUse">What the node counts as its state, in bytes.</param>
[MemoryPackable]
public sealed partial record NodeStatus(
    NodeId Node, long UpTicks, bool Leads, NodeId[] Reached, long Connections, long MessagesSent, long MessagesReceived,
    long MessagesDropped, long Refused, long BytesSent, long DiskBytes, long DiskWritten, long Syncs, StruckMessages StruckByFaults,
    long MemoryInUse) : ControlMessage;

/// <summary>What link faults have done to messages.</summary>
/// <param name="Dropped">Messages that they dropped.</param>
/// <param name="Delayed">Messages that they delayed.</param>
/// <param name="Doubled">Messages that they doubled.</param>
[MemoryPackable]
public readonly partial record struct StruckMessages(long Dropped, long Delayed, long Doubled)
{
    /// <summary>What both have done.</summary>
    public static StruckMessages operator +(StruckMessages one, StruckMessages other) => Add(one, other);

    /// <summary>What one has done and the other has not.</summary>
    public static StruckMessages operator -(StruckMessages one, StruckMessages other) => Subtract(one, other);

    /// <summary>What both have done.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    /// <returns>The sum.</returns>
    public static StruckMessages Add(StruckMessages one, StruckMessages other) =>
        new(one.Dropped + other.Dropped, one.Delayed + other.Delayed, one.Doubled + other.Doubled);

    /// <summary>What one has done and the other has not.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    /// <returns>The difference.</returns>
    public static StruckMessages Subtract(StruckMessages one, StruckMessages other) =>
        new(one.Dropped - other.Dropped, one.Delayed - other.Delayed, one.Doubled - other.Doubled);
}

/// <summary>Puts something wrong on the way to another, or makes it good.</summary>
/// <param name="Peer">The other.</param>
/// <param name="IsCut">See <see cref="Transport.LinkFault"/>; all zero makes it good.</param>
/// <param name="IsDeaf">See <see cref="Transport.LinkFault"/>.</param>
/// <param name="LossPerMillion">See <see cref="Transport.LinkFault"/>.</param>
/// <param name="CopiesPerMillion">See <see cref="Transport.LinkFault"/>.</param>
/// <param name="LeastDelayTicks">See <see cref="Transport.LinkFault"/>.</param>
/// <param name="MostDelayTicks">See <see cref="Transport.LinkFault"/>.</param>
[MemoryPackable]
internal sealed partial record SetLink(
    NodeId Peer, bool IsCut, bool IsDeaf, int LossPerMillion, int CopiesPerMillion, long LeastDelayTicks, long MostDelayTicks)
        : ControlMessage;

/// <summary>Sets how many bytes the node's files may have.</summary>
/// <param name="Bytes">How many; the largest number for no limit; zero for not one more.</param>
[MemoryPackable]
internal sealed partial record SetQuota(long Bytes) : ControlMessage;

/// <summary>The node is to stop, gracefully.</summary>
[MemoryPackable]
internal sealed partial record StopNode : ControlMessage;

/// <summary>The order is carried out.</summary>
[MemoryPackable]
internal sealed partial record OrderDone : ControlMessage;
