namespace Faultline.Model.Randomness;

/// <summary>Logarithm and exponential from + - * / alone.</summary>
/// <remarks>
/// IEEE 754 fixes these four to the last bit, while <c>Math.Log</c> and <c>Math.Exp</c> come from the C library of the machine and
/// differ in the last digits. Both are accurate to about 15 digits.
/// </remarks>
public static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Sqrt2 = 1.41421356237309504880;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;
    private const long MantissaMask = (1L << MantissaBits) - 1;

    /// <summary>A number above 0 and at most 1, each of 2^53 equally likely.</summary>
    /// <param name="random">The numbers to draw from.</param>
    /// <returns>The number.</returns>
    public static double Share(Prng random) => ((random.NextUInt64() >> 11) + 0.5) / (1L << 53);

    /// <summary>The natural logarithm of a normal number above zero.</summary>
    /// <param name="x">The number; not subnormal.</param>
    /// <returns>The logarithm.</returns>
    public static double Ln(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> MantissaBits) - ExponentBias;
        var mantissa = BitConverter.Int64BitsToDouble((bits & MantissaMask) | ((long)ExponentBias << MantissaBits));
        if (mantissa > Sqrt2)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)), whose series needs few terms where m is near 1.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var odd = 21; odd >= 1; odd -= 2) sum = (sum * square) + (1.0 / odd);
        return (2 * s * sum) + (exponent * Ln2);
    }

    /// <summary>e to the power of a number from -700 to 700; numbers beyond count as these.</summary>
    /// <param name="x">The exponent.</param>
    /// <returns>The power.</returns>
    public static double Exp(double x)
    {
        x = Math.Clamp(x, -700, 700);
        var exponent = Math.Floor((x / Ln2) + 0.5);
        var rest = x - (exponent * Ln2);
        var sum = 1.0;
        for (var term = 15; term >= 1; term--) sum = 1 + (rest / term * sum);
        return sum * BitConverter.Int64BitsToDouble(((long)exponent + ExponentBias) << MantissaBits);
    }
}
