using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace Faultline.Model.Messages;

/// <summary>Turns the messages of a system into bytes and back.</summary>
/// <remarks>Thread-safe: a codec has no state.</remarks>
public abstract class MessageCodec
{
    /// <summary>The codec for one closed family of messages, a base record marked with <c>MemoryPackUnion</c>.</summary>
    /// <typeparam name="TFamily">The family's base record.</typeparam>
    /// <returns>The codec.</returns>
    public static MessageCodec For<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TFamily>()
        where TFamily : Message => new FamilyCodec<TFamily>();

    /// <summary>The codec for several families; a first byte tells which family follows.</summary>
    /// <param name="families">The codecs of the families; their order is part of the format.</param>
    /// <returns>The codec.</returns>
    public static MessageCodec Combine(params MessageCodec[] families) => new CombinedCodec(families);

    /// <summary>Whether this codec knows the message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether <see cref="Encode"/> accepts it.</returns>
    public abstract bool Knows(Message message);

    /// <summary>Appends the message's bytes to the output.</summary>
    /// <param name="message">A message that the codec <see cref="Knows"/>.</param>
    /// <param name="output">Where the bytes go.</param>
    public abstract void Encode(Message message, ArrayBufferWriter<byte> output);

    /// <summary>Reads one message. Bytes that are no message are the world's doing and not an exception.</summary>
    /// <param name="bytes">Exactly one encoded message.</param>
    /// <param name="message">The message, when the bytes are one.</param>
    /// <returns>Whether they are.</returns>
    public abstract bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message);

    private sealed class FamilyCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TFamily>
        : MessageCodec where TFamily : Message
    {
        public override bool Knows(Message message) => message is TFamily;

        public override void Encode(Message message, ArrayBufferWriter<byte> output) =>
            MemoryPackSerializer.Serialize(output, (TFamily)message);

        public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message)
        {
            var isOne = StrangeBytes.TryRead<TFamily>(bytes, out var decoded);
            message = decoded;
            return isOne;
        }
    }

    private sealed class CombinedCodec(MessageCodec[] families) : MessageCodec
    {
        public override bool Knows(Message message) => IndexOf(message) >= 0;

        public override void Encode(Message message, ArrayBufferWriter<byte> output)
        {
            var index = IndexOf(message);
            if (index < 0) throw new ArgumentException($"no family of this codec has {message.GetType().Name}", nameof(message));
            output.GetSpan(1)[0] = (byte)index;
            output.Advance(1);
            families[index].Encode(message, output);
        }

        public override bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message)
        {
            message = null;
            return bytes.Length > 0 && bytes[0] < families.Length
                && families[bytes[0]].TryDecode(bytes[1..], out message);
        }

        private int IndexOf(Message message)
        {
            for (var i = 0; i < families.Length; i++)
                if (families[i].Knows(message))
                    return i;
            return -1;
        }
    }
}
