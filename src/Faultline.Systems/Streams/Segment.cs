using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Systems.Streams;

/// <summary>The control bits of a segment.</summary>
[Flags]
public enum SegmentControl : byte
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>FIN: the sender has nothing more to send. It takes one sequence number.</summary>
    Finish = 1,

    /// <summary>SYN: the sequence number is the sender's initial one. It takes one sequence number.</summary>
    Synchronize = 2,

    /// <summary>RST: the connection is gone.</summary>
    Reset = 4,

    /// <summary>ACK: the acknowledgment number counts.</summary>
    Acknowledge = 16,
}

/// <summary>What the two ends of a stream send each other (RFC 9293, section 3.1).</summary>
/// <remarks>Sequence numbers have 64 bits and never wrap: they begin below 2^61, and no run sends 2^61 bytes.</remarks>
/// <param name="SourcePort">With the sender's host, one end of the connection.</param>
/// <param name="DestinationPort">With the receiver's host, the other end.</param>
/// <param name="SequenceNumber">SEG.SEQ: the number of the first byte, or of the SYN.</param>
/// <param name="AcknowledgmentNumber">SEG.ACK: the number that the sender expects next.</param>
/// <param name="Control">The control bits.</param>
/// <param name="Window">SEG.WND: how many bytes from the acknowledgment number on the sender has room for.</param>
/// <param name="Payload">The bytes.</param>
[MemoryPackable]
public sealed partial record Segment(
    int SourcePort, int DestinationPort, long SequenceNumber, long AcknowledgmentNumber, SegmentControl Control, int Window, byte[] Payload)
    : Message
{
    /// <summary>Sequence numbers are below this, however much is sent.</summary>
    internal const long SequenceNumbers = 1L << 62;

    /// <summary>Whether its fields can be what an honest end sends: bits may have flipped on the way, or the sender may lie.</summary>
    [MemoryPackIgnore]
    internal bool IsPlausible => Payload is not null && Window >= 0
        && SequenceNumber is >= 0 and < SequenceNumbers && AcknowledgmentNumber is >= 0 and < SequenceNumbers;

    /// <summary>SEG.LEN: how many sequence numbers it takes.</summary>
    [MemoryPackIgnore]
    public int Length => Payload.Length + (Has(SegmentControl.Synchronize) ? 1 : 0) + (Has(SegmentControl.Finish) ? 1 : 0);

    /// <summary>Whether a control bit is set.</summary>
    /// <param name="control">The bit.</param>
    /// <returns>Whether it is.</returns>
    public bool Has(SegmentControl control) => (Control & control) != 0;

    /// <inheritdoc />
    public override string ToString() =>
        $"{Control} {SourcePort} to {DestinationPort}, seq {SequenceNumber}, ack {AcknowledgmentNumber}, window {Window}, "
        + $"{Payload.Length} bytes";
}
