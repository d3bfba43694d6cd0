using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

public sealed class CompactBitsTests
{
    [Theory]
    [InlineData(0x00000000)]
    [InlineData(0x00123456)]
    [InlineData(0x01003456)]
    [InlineData(0x02000056)]
    [InlineData(0x03000000)]
    [InlineData(0x04000000)]
    [InlineData(0x00923456)]
    [InlineData(0x01803456)]
    [InlineData(0x02800056)]
    [InlineData(0x03800000)]
    [InlineData(0x04800000)]
    public void Bits_without_digits_are_zero_and_have_no_sign(uint bits)
    {
        var value = CompactBits.Decode(bits, out var isNegative, out var isOverflow);

        Assert.Equal(UInt256.Zero, value);
        Assert.False(isNegative);
        Assert.False(isOverflow);
        Assert.Equal(0u, CompactBits.Encode(value));
    }

    [Theory]
    [InlineData(0x01123456, "12", 0x01120000, false)]
    [InlineData(0x01fedcba, "7e", 0x01fe0000, true)]
    [InlineData(0x02123456, "1234", 0x02123400, false)]
    [InlineData(0x03123456, "123456", 0x03123456, false)]
    [InlineData(0x04123456, "12345600", 0x04123456, false)]
    [InlineData(0x04923456, "12345600", 0x04923456, true)]
    [InlineData(0x05009234, "92340000", 0x05009234, false)]
    [InlineData(0x20123456, "1234560000000000000000000000000000000000000000000000000000000000", 0x20123456, false)]
    [InlineData(0x1d00ffff, "ffff0000000000000000000000000000000000000000000000000000", 0x1d00ffff, false)]
    [InlineData(0x1b0404cb, "404cb000000000000000000000000000000000000000000000000", 0x1b0404cb, false)]
    [InlineData(0x1d00d86a, "d86a0000000000000000000000000000000000000000000000000000", 0x1d00d86a, false)]
    [InlineData(0x207fffff, "7fffff0000000000000000000000000000000000000000000000000000000000", 0x207fffff, false)]
    public void Bits_are_decoded_and_encoded_again(uint bits, string value, uint again, bool negative)
    {
        var decoded = CompactBits.Decode(bits, out var isNegative, out var isOverflow);

        Assert.Equal(UInt256.Parse(value), decoded);
        Assert.Equal(negative, isNegative);
        Assert.False(isOverflow);
        Assert.Equal(again, CompactBits.Encode(decoded, isNegative));
    }

    [Fact]
    public void A_leading_digit_that_would_be_a_sign_takes_one_byte_more() => Assert.Equal(0x02008000u, CompactBits.Encode(0x80));

    [Theory]
    [InlineData(0xff123456, true)]
    [InlineData(0x23000001, true)]
    [InlineData(0x22000001, false)]
    [InlineData(0x220000ff, false)]
    [InlineData(0x22000100, true)]
    [InlineData(0x2100ffff, false)]
    [InlineData(0x21010000, true)]
    [InlineData(0x207fffff, false)]
    public void What_does_not_fit_into_256_bits_overflows(uint bits, bool overflow)
    {
        CompactBits.Decode(bits, out _, out var isOverflow);

        Assert.Equal(overflow, isOverflow);
    }

    [Fact]
    public void Work_of_the_published_targets()
    {
        Assert.Equal((UInt256)4295032833, Target.Work(0x1d00ffff));
        Assert.Equal((UInt256)70040908352512, Target.Work(0x1b0404cb));
        Assert.Equal((UInt256)5080592338, Target.Work(0x1d00d86a));
        Assert.Equal((UInt256)2, Target.Work(0x207fffff));
        Assert.Equal(UInt256.One, Target.Work(UInt256.MaxValue));
        Assert.Equal(UInt256.One << 255, Target.Work((UInt256)1));
    }

    [Fact]
    public void Difficulty_is_relative_to_mainnets_easiest_target()
    {
        Assert.Equal(1, Target.Difficulty(0x1d00ffff), 4);
        Assert.Equal(16307.420938523983, Target.Difficulty(0x1b0404cb), 0.5);
    }

    [Theory]
    [InlineData(0x01fedcba)]
    [InlineData(0x04923456)]
    [InlineData(0x00000000)]
    [InlineData(0xff123456)]
    [InlineData(0x1d010000)]
    [InlineData(0x207fffff)]
    public void Negative_zero_overflowing_and_too_easy_targets_are_none(uint bits) =>
        Assert.False(Target.TryOf(bits, NetworkParameters.Mainnet.EasiestTarget, out _));
}
