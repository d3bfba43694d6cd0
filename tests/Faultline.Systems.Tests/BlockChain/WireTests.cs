using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.BlockChain;

public sealed class WireTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(252, "FC")]
    [InlineData(253, "FDFD00")]
    [InlineData(65535, "FDFFFF")]
    [InlineData(65536, "FE00000100")]
    [InlineData(0x0200_0000, "FE00000002")]
    public void Compact_sizes_are_written_in_their_shortest_form(int size, string hex)
    {
        var output = new WireWriter();
        output.WriteCompactSize(size);

        Assert.Equal(hex, Convert.ToHexString(output.Written));
        var input = new WireReader(output.Written);
        Assert.Equal((uint)size, input.ReadCompactSize());
        Assert.Null(input.End());
    }

    [Theory]
    [InlineData("FDFC00", "non-canonical-size")]
    [InlineData("FEFFFF0000", "non-canonical-size")]
    [InlineData("FFFFFFFFFF00000000", "non-canonical-size")]
    [InlineData("FE01000002", "size-too-large")]
    [InlineData("FF0000000001000000", "size-too-large")]
    [InlineData("FFFFFFFFFFFFFFFFFF", "size-too-large")]
    [InlineData("FD00", "truncated")]
    [InlineData("", "truncated")]
    public void A_compact_size_that_nobody_should_send_is_rejected(string hex, string reason)
    {
        var input = new WireReader(Convert.FromHexString(hex));

        Assert.Equal(0u, input.ReadCompactSize());
        Assert.Equal(reason, input.Rejection!.Reason);
    }

    [Fact]
    public void A_count_that_the_bytes_cannot_hold_is_rejected_before_anything_is_allocated()
    {
        var input = new WireReader([0xfe, 0, 0, 0, 1, 1, 2, 3]);

        Assert.Equal(0, input.ReadCount(leastBytesEach: 41, most: int.MaxValue));
        Assert.Same(WireReader.Truncated, input.Rejection);
    }

    [Fact]
    public void All_that_is_written_is_read()
    {
        var hash = Hash256.DoubleSha256([1, 2, 3]);
        var header = new BlockHeader(-2, hash, hash, 7, 0x1d00ffff, uint.MaxValue);
        var output = new WireWriter();
        output.WriteByte(200);
        output.WriteUInt16(60_000);
        output.WriteUInt32(4_000_000_000);
        output.WriteInt32(-5);
        output.WriteUInt64(ulong.MaxValue - 1);
        output.WriteInt64(long.MinValue);
        output.WriteHash(hash);
        output.WriteHeader(header);
        output.WriteSizedBytes([9, 8, 7]);

        var input = new WireReader(output.Written);

        Assert.Equal(200, input.ReadByte());
        Assert.Equal(60_000, input.ReadUInt16());
        Assert.Equal(4_000_000_000, input.ReadUInt32());
        Assert.Equal(-5, input.ReadInt32());
        Assert.Equal(ulong.MaxValue - 1, input.ReadUInt64());
        Assert.Equal(long.MinValue, input.ReadInt64());
        Assert.Equal(hash, input.ReadHash());
        Assert.Equal(header, input.ReadHeader());
        Assert.Equal([9, 8, 7], input.ReadSizedBytes(3).ToArray());
        Assert.Null(input.End());
    }

    [Fact]
    public void The_first_reason_stays_and_all_later_reads_are_empty()
    {
        var input = new WireReader([0xfd, 1, 0, 5, 6, 7, 8]);
        input.ReadCompactSize();

        Assert.Equal(0u, input.ReadUInt32());
        Assert.Equal(0, input.ReadCount(1, 10));
        Assert.True(input.ReadBytes(0).IsEmpty);
        Assert.Same(WireReader.NonCanonicalSize, input.End());
    }

    [Fact]
    public void Bytes_behind_the_object_are_rejected()
    {
        var input = new WireReader([1, 2]);
        input.ReadByte();

        Assert.Same(WireReader.TrailingBytes, input.End());
    }

    [Fact]
    public void The_bytes_since_a_position_are_those_that_were_read()
    {
        var input = new WireReader([1, 2, 3, 4]);
        input.ReadByte();
        var from = input.Position;
        input.ReadUInt16();

        Assert.Equal([2, 3], input.Since(from).ToArray());
    }
}
