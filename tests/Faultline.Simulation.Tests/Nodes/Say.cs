using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Faultline.Model.Messages;

namespace Faultline.Simulation.Tests.Nodes;

/// <summary>The only message of the nodes here: a number.</summary>
internal sealed record Say(long Number) : Message;

/// <summary>A number as eight bytes.</summary>
internal sealed class SayCodec : MessageCodec
{
    public override bool Knows(Message message) => message is Say;

    public override void Encode(Message message, ArrayBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), ((Say)message).Number);
        output.Advance(sizeof(long));
    }

    public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message)
    {
        message = bytes.Length == sizeof(long) ? new Say(BinaryPrimitives.ReadInt64LittleEndian(bytes)) : null;
        return message is not null;
    }
}
