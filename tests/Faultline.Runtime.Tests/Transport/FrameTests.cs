using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Runtime.Transport;

namespace Faultline.Runtime.Tests.Transport;

public sealed class FrameTests
{
    private const int Longest = 1024;

    [Fact]
    public void A_frame_is_read_back_and_not_before_it_is_whole()
    {
        var bytes = Write("hello"u8);

        for (var length = 0; length < bytes.Length; length++) Assert.False(Frame.TryRead(bytes.AsSpan(0, length), Longest, out _, out _));

        Assert.True(Frame.TryRead([.. bytes, 1, 2, 3], Longest, out var frame, out var needed));
        Assert.Equal(bytes.Length, needed);
        Assert.Equal(NodeId.Node(7), frame.From);
        Assert.Equal(NodeId.Client(3), frame.To);
        Assert.Equal("hello"u8, frame.Message);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(Longest - 3)]
    [InlineData(7)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_length_that_cannot_be_is_refused(int length)
    {
        var bytes = Write([]);
        BitConverter.TryWriteBytes(bytes, length);

        Assert.Throws<FrameException>(() => Frame.TryRead(bytes, Longest, out _, out _));
    }

    [Fact]
    public void A_million_random_and_mutated_frames_are_read_or_refused()
    {
        var random = new Prng(1);
        var whole = Write(new byte[40]);
        var (read, refused, unfinished) = (0, 0, 0);
        for (var i = 0; i < 1_000_000; i++)
        {
            byte[] bytes = [.. whole[..random.Below(whole.Length + 1)]];
            for (var changes = random.Below(4); changes > 0 && bytes.Length > 0; changes--)
                bytes[random.Below(bytes.Length)] = (byte)random.Below(256);
            try
            {
                if (Frame.TryRead(bytes, Longest, out var frame, out var needed))
                {
                    read++;
                    Assert.Equal(needed, Frame.HeadBytes + frame.Message.Length);
                    Assert.True(needed <= bytes.Length);
                }
                else
                {
                    unfinished++;
                    Assert.True(needed <= Longest);
                }
            }
            catch (FrameException)
            {
                refused++;
            }
        }

        Assert.True(read > 10_000 && refused > 10_000 && unfinished > 10_000, $"{read} read, {refused} refused, {unfinished} unfinished");
    }

    private static byte[] Write(ReadOnlySpan<byte> message)
    {
        var bytes = new byte[Frame.HeadBytes + message.Length];
        Frame.WriteHead(bytes, NodeId.Node(7), NodeId.Client(3), message.Length);
        message.CopyTo(bytes.AsSpan(Frame.HeadBytes));
        return bytes;
    }
}
