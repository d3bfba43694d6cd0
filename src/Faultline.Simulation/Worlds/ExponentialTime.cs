using Faultline.Model.Randomness;

namespace Faultline.Simulation.Worlds;

/// <summary>Exponentially distributed times from comparisons of whole numbers alone, the same on every machine.</summary>
/// <remarks>
/// Von Neumann, "Various techniques used in connection with random digits" (1951): a run of falling uniform numbers is of odd length
/// with probability exp(-first); each run of even length adds one mean. No logarithm, whose last bit differs between platforms.
/// </remarks>
internal static class ExponentialTime
{
    public static long Draw(Prng random, long mean)
    {
        var whole = 0L;
        while (true)
        {
            var first = random.NextUInt64();
            var last = first;
            var isOdd = true;
            while (random.NextUInt64() is var next && next < last)
            {
                last = next;
                isOdd = !isOdd;
            }

            if (isOdd) return (whole * mean) + (long)Math.BigMul(first, (ulong)mean, out _);
            whole++;
        }
    }
}
