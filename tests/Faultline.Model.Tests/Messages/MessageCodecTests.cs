using System.Buffers;
using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using MemoryPack;

namespace Faultline.Model.Tests.Messages;

public sealed class MessageCodecTests
{
    private static readonly MessageCodec Codec = MessageCodec.Combine(MessageCodec.For<Greeting>(), MessageCodec.For<Order>());

    private static readonly Message[] Every =
        [new Hello("world", 3), new Hello(null, long.MinValue), new Bye(), new Place([new KvPut("k", "v"), new KvGet("k")])];

    [Fact]
    public void Every_message_is_the_same_after_it_was_encoded_and_decoded()
    {
        foreach (var message in Every)
        {
            Assert.True(Codec.TryDecode(Encoded(message), out var decoded));
            Assert.IsType(message.GetType(), decoded);
            Assert.Equal(Encoded(message), Encoded(decoded));
        }
    }

    [Fact]
    public void A_message_cut_off_anywhere_is_none()
    {
        foreach (var bytes in Every.Select(Encoded))
            for (var length = 0; length < bytes.Length; length++)
                Assert.False(Codec.TryDecode(bytes.AsSpan(0, length), out _), $"{length} of {bytes.Length} bytes");
    }

    [Fact]
    public void A_message_with_something_behind_it_is_none()
    {
        foreach (var bytes in Every.Select(Encoded)) Assert.False(Codec.TryDecode([.. bytes, 0], out _));
    }

    [Fact]
    public void Garbage_is_no_message_and_no_exception()
    {
        var random = new Prng(1);
        for (var i = 0; i < 20_000; i++)
        {
            var garbage = new byte[random.Below(40)];
            for (var j = 0; j < garbage.Length; j++) garbage[j] = (byte)random.Below(256);

            // A family and a tag that exist lead further into the decoder.
            if (garbage.Length > 1 && i % 2 == 0) (garbage[0], garbage[1]) = ((byte)(i / 2 % 2), (byte)(i / 4 % 2));
            if (Codec.TryDecode(garbage, out var message)) Assert.NotNull(message);
        }
    }

    [Fact]
    public void Flipped_bits_give_another_message_or_none_and_no_exception()
    {
        foreach (var bytes in Every.Select(Encoded))
            for (var bit = 0; bit < 8 * bytes.Length; bit++)
            {
                byte[] flipped = [.. bytes];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                if (Codec.TryDecode(flipped, out var message)) Assert.NotNull(message);
            }
    }

    [Fact]
    public void A_stranger_is_not_known_and_is_refused()
    {
        Assert.True(Codec.Knows(new Bye()));
        Assert.False(Codec.Knows(new Stranger()));
        Assert.Throws<ArgumentException>(static () => Encoded(new Stranger()));
    }

    private static byte[] Encoded(Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(message, output);
        return output.WrittenSpan.ToArray();
    }

    private sealed record Stranger : Message;
}

[MemoryPackable]
[MemoryPackUnion(0, typeof(Hello))]
[MemoryPackUnion(1, typeof(Bye))]
internal abstract partial record Greeting : Message;

[MemoryPackable]
internal sealed partial record Hello(string? Name, long Times) : Greeting;

[MemoryPackable]
internal sealed partial record Bye : Greeting;

[MemoryPackable]
[MemoryPackUnion(0, typeof(Place))]
internal abstract partial record Order : Message;

[MemoryPackable]
internal sealed partial record Place(KvOperation[] Operations) : Order;
