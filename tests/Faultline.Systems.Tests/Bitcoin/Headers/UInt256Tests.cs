using System.Numerics;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Headers;

namespace Faultline.Systems.Tests.Bitcoin.Headers;

/// <summary>All arithmetic against the framework's big numbers.</summary>
public sealed class UInt256Tests
{
    private static readonly BigInteger Modulus = BigInteger.One << 256;

    [Fact]
    public void Arithmetic_is_that_of_big_numbers()
    {
        var random = new Prng(1);
        for (var i = 0; i < 20_000; i++)
        {
            var (left, right) = (Any(random), Any(random));
            var (bigLeft, bigRight) = (Big(left), Big(right));
            var shift = random.Below(300);
            var factor = (uint)(random.NextUInt64() >> 32);

            Assert.Equal((bigLeft + bigRight) % Modulus, Big(left + right));
            Assert.Equal((bigLeft - bigRight + Modulus) % Modulus, Big(left - right));
            Assert.Equal(Modulus - 1 - bigLeft, Big(~left));
            Assert.Equal((bigLeft << shift) % Modulus, Big(left << shift));
            Assert.Equal(bigLeft >> shift, Big(left >> shift));
            Assert.Equal(bigLeft * factor % Modulus, Big(left * factor));
            Assert.Equal(bigLeft.CompareTo(bigRight), Math.Sign(left.CompareTo(right)));
            Assert.Equal((int)bigLeft.GetBitLength(), left.BitLength);
            if (!right.IsZero) Assert.Equal(bigLeft / bigRight, Big(left / right));
        }
    }

    [Fact]
    public void Multiplied_and_divided_the_product_may_be_longer_and_the_result_is_bounded()
    {
        var random = new Prng(2);
        for (var i = 0; i < 20_000; i++)
        {
            var value = Any(random);
            var (factor, divisor) = ((uint)(random.NextUInt64() >> 32), 1 + (uint)random.Below(uint.MaxValue));

            var exact = Big(value) * factor / divisor;

            Assert.Equal(BigInteger.Min(exact, Modulus - 1), Big(value.MultiplyDivide(factor, divisor)));
        }
    }

    [Fact]
    public void Compact_bits_of_random_numbers_keep_their_first_three_bytes()
    {
        var random = new Prng(3);
        for (var i = 0; i < 20_000; i++)
        {
            var value = Any(random);

            var again = CompactBits.Decode(CompactBits.Encode(value), out var isNegative, out var isOverflow);

            Assert.False(isNegative || isOverflow);
            Assert.True(again <= value);
            Assert.True(value.BitLength <= 15 ? again == value : value - again < UInt256.One << (value.BitLength - 15));
        }
    }

    [Fact]
    public void Texts_are_read_back()
    {
        var value = Any(new Prng(4));

        Assert.Equal(value, UInt256.Parse(value.ToString()));
        Assert.Equal((UInt256)255, UInt256.Parse("ff"));
        Assert.False(UInt256.TryParse("", out _));
        Assert.False(UInt256.TryParse("xyz", out _));
        Assert.Throws<FormatException>(() => UInt256.Parse(new string('1', 65)));
    }

    [Fact]
    public void Floating_point_is_near()
    {
        Assert.Equal(Math.Pow(2, 255), (UInt256.One << 255).ToDouble(), 1e60);
        Assert.Equal(12345, ((UInt256)12345).ToDouble());
    }

    [Fact]
    public void Nothing_is_divided_by_zero() => Assert.Throws<DivideByZeroException>(() => UInt256.One / UInt256.Zero);

    /// <summary>Of any length, so that small and sparse numbers come too.</summary>
    private static UInt256 Any(Prng random)
    {
        var value = new UInt256(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()) >> random.Below(257);
        return random.Below(8) == 0 ? ~value : value;
    }

    private static BigInteger Big(UInt256 value) => BigInteger.Parse("0" + value, System.Globalization.NumberStyles.HexNumber);
}
