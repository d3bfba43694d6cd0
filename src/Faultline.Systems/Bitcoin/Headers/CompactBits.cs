namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>The 32 bits in which a header states its target: one byte for its length in bytes, three for its leading digits.</summary>
/// <remarks>
/// It is the number format of a big-number library of 2009, sign bit and all, and the rules depend on its corners: digits that do not fit
/// are cut off, and a leading digit of 0x80 or more takes one byte more, or it would be a sign.
/// </remarks>
public static class CompactBits
{
    private const uint Sign = 0x0080_0000;
    private const uint Mantissa = 0x007f_ffff;

    /// <summary>The number that the bits stand for.</summary>
    /// <param name="bits">Any bits.</param>
    /// <param name="isNegative">Whether the sign is set on a number that is not zero. The magnitude is returned.</param>
    /// <param name="isOverflow">Whether it does not fit into 256 bits; what is returned then means nothing.</param>
    /// <returns>The number.</returns>
    public static UInt256 Decode(uint bits, out bool isNegative, out bool isOverflow)
    {
        var size = (int)(bits >> 24);
        var digits = bits & Mantissa;
        isNegative = (bits & Sign) != 0 && (size > 3 ? digits : digits >> (8 * (3 - size))) != 0;
        isOverflow = digits != 0 && (size > 34 || (digits > 0xff && size > 33) || (digits > 0xffff && size > 32));
        return size <= 3 ? digits >> (8 * (3 - size)) : (UInt256)digits << (8 * (size - 3));
    }

    /// <summary>The bits for a number; digits behind the first three bytes are lost.</summary>
    /// <param name="value">The number.</param>
    /// <param name="isNegative">Whether the sign is to be set; zero has none.</param>
    /// <returns>The bits.</returns>
    public static uint Encode(UInt256 value, bool isNegative = false)
    {
        var size = (value.BitLength + 7) / 8;
        var digits = (uint)(size <= 3 ? value << (8 * (3 - size)) : value >> (8 * (size - 3))).Word0;
        if ((digits & Sign) != 0)
        {
            digits >>= 8;
            size++;
        }

        return digits | ((uint)size << 24) | (isNegative && digits != 0 ? Sign : 0);
    }
}
